// Readers of untrusted files, for fuzz tests.
export { readIdx } from "./idx/read-idx.ts";
export { readRecords } from "./cifar/records.ts";
export { readArrays } from "./npz/read-arrays.ts";
export { extractTar } from "./files/extract-tar.ts";
