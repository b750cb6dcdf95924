/** Limit for one part of a data set in memory, and for the unpacked size of a compressed file: 2 GiB. */
export const mostBytes = 2 ** 31;
