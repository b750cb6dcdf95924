/**
 * `npm run fuzz [-- inputs seed]`: runs generated experiments through parser and checker, and damaged files through
 * every reader. No answer may be a crash, come late, or be an error without a place or a reason.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { builtInRegistry } from "@infoplane/runtime";
import { root } from "../support/root.ts";
import { experimentFiles } from "../support/experiments.ts";
import { changedBytes } from "./changed-bytes.ts";
import { experimentText } from "./experiment-text.ts";
import { languageFaults, type OnReach } from "./language.ts";
import { readerFaults, readers } from "./reader-faults.ts";

const inputs = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const begun = performance.now();
const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(0)} s`;

const registry = builtInRegistry();
const corpus = experimentFiles().map((file) => readFileSync(join(root, file), "utf8"));
/** Holds the last input if the process itself dies. */
const last = join(tmpdir(), "infoplane-fuzz-last.exp");
const reached = { parser: 0, checks: 0, plan: 0 };
const codes = new Set<string>();
const onReach: OnReach = (reach, said) => {
  reached[reach]++;
  for (const code of said) codes.add(code);
};
fc.assert(
  fc.property(experimentText(registry, corpus), (text) => {
    writeFileSync(last, text);
    const faults = languageFaults(text, registry, onReach);
    if (faults.length > 0) throw new Error(faults.join("\n"));
  }),
  { numRuns: inputs, seed },
);
console.log(`${inputs} experiments: each answered, each error with its place (${seconds()})`);
rmSync(last);
console.log(
  `  ${reached.parser} refused by the parser, ${reached.checks} by checks, ${reached.plan} sound and planned; ${codes.size} different diagnostics`,
);

const files = Math.ceil(inputs / 20);
for (const reader of readers) {
  const outcome = { read: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(changedBytes(reader.sound()), async (bytes) => {
      const faults = await readerFaults(reader, bytes, (how) => outcome[how]++);
      if (faults.length > 0) throw new Error(faults.join("\n"));
    }),
    { numRuns: files, seed },
  );
  const { read, refused } = outcome;
  console.log(
    `${files} files for the reader of ${reader.name}: ${read} read, ${refused} refused with a reason (${seconds()})`,
  );
}
