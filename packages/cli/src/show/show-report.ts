import { join, relative } from "node:path";
import { counted, type Verdict } from "@infoplane/contracts";
import { plainLine } from "@infoplane/contracts/plain-line";
import { answerText, warnings } from "@infoplane/reporters";
import type { RenderedRun } from "@infoplane/runtime";
import { claimFormula, seedsCounted } from "@infoplane/analysis";
import pc from "picocolors";
import { finalTable } from "./final-table.ts";
import type { Output } from "./output.ts";

/** The summary of a report for the terminal: final values, verdicts on the claims, warnings, and its path. */
export function showReport({ view, directory, files }: RenderedRun, output: Output): void {
  if (view.records.some(({ quantity }) => ["accuracy", "loss"].includes(quantity))) output.print(finalTable(view));
  output.print(`\n${answerText(view)}`);
  if (view.verdicts.length > 0) output.print(`\n${verdictLines(view.verdicts, output)}\n`);
  const notes = warnings(view);
  for (const text of notes.slice(0, mostNotes)) output.note(`NOTE: ${shortLine(text)}`);
  if (notes.length > mostNotes) output.note(`NOTE: … and ${notes.length - mostNotes} more`);
  const page = files.find((file) => file.endsWith("index.html")) ?? "";
  output.note(`report: ${relative(process.cwd(), join(directory, page))} (${counted(files.length, "file")})`);
}

const mostNotes = 50;
const longestNote = 2000;

/** A store may contain anything, which must not flood the terminal. */
function shortLine(text: string): string {
  const plain = plainLine(text);
  return plain.length > longestNote ? `${plain.slice(0, longestNote)}...` : plain;
}

const colors = { supported: pc.green, contradicted: pc.red, undecided: pc.yellow } as const;

/** The claims of a run for the terminal: each with its verdict, formula and reason. */
function verdictLines(verdicts: readonly Verdict[], { color }: { readonly color: boolean }): string {
  const blocks = verdicts.map((verdict) => {
    const { claim, outcome, reason } = verdict;
    const word = outcome.padEnd("contradicted".length);
    const indent = " ".repeat(word.length + 2);
    return [
      `${color ? colors[outcome](word) : word}  ${claim.text} (${seedsCounted(verdict)} seeds)`,
      `${indent}${claimFormula(claim)}`,
      `${indent}${reason}`,
    ].join("\n");
  });
  return blocks.join("\n");
}
