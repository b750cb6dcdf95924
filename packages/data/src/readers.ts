// What reads files that come from anywhere: for tests that feed them anything.
export { readIdx } from "./idx/read-idx.ts";
export { readRecords } from "./cifar10/records.ts";
export { extractTar } from "./files/extract-tar.ts";
