/**
 * `npm run fuzz [-- inputs seed]`: experiments made by the grammar through parser and checker, and damaged files through
 * every reader. No answer may be a crash, come late, or be an error without a place or a reason.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { builtInRegistry } from "@infoplane/cli/api";
import { root } from "../support/root.ts";
import { experimentFiles } from "../support/experiments.ts";
import { changedBytes } from "./changed-bytes.ts";
import { experimentText } from "./experiment-text.ts";
import { languageFaults } from "./language.ts";
import { readerFaults, readers } from "./reader-faults.ts";

const inputs = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const begun = performance.now();
const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(0)} s`;

const registry = builtInRegistry();
const corpus = experimentFiles().map((file) => readFileSync(join(root, file), "utf8"));
fc.assert(
  fc.property(experimentText(registry, corpus), (text) => {
    const faults = languageFaults(text, registry);
    if (faults.length > 0) throw new Error(faults.join("\n"));
  }),
  { numRuns: inputs, seed },
);
console.log(`${inputs} experiments: each answered in time, each error with its place (${seconds()})`);

const files = Math.ceil(inputs / 20);
for (const reader of readers) {
  await fc.assert(
    fc.asyncProperty(changedBytes(reader.sound()), async (bytes) => {
      const faults = await readerFaults(reader, bytes);
      if (faults.length > 0) throw new Error(faults.join("\n"));
    }),
    { numRuns: files, seed },
  );
  console.log(`${files} files for the reader of ${reader.name}: read, or refused with a reason (${seconds()})`);
}
