/** What one part of a data set may take in memory, and what a compressed file may unpack to: 2 GiB. */
export const mostBytes = 2 ** 31;
