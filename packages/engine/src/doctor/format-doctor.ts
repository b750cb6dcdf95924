import { counted } from "@infoplane/contracts";
import type { DoctorCheck, DoctorReport } from "./report.ts";

const marks: Readonly<Record<DoctorCheck["state"], string>> = { ok: "✓", warning: "!", error: "✗" };

/** The report as text: a line per check, followed by what to do if something is wrong, and the chosen engine last. */
export function formatDoctor(report: DoctorReport): string {
  const width = Math.max(...report.checks.map(({ name }) => name.length));
  const indent = " ".repeat(width + 4);
  const lines = report.checks.flatMap(({ name, state, detail, hint }) => [
    `${marks[state]} ${name.padEnd(width)}  ${detail.replaceAll("\n", `\n${indent}`)}`,
    ...(hint === undefined ? [] : [`${indent}${hint}`]),
  ]);
  const { engine } = report;
  const isWrong = report.checks.some(({ state }) => state === "error");
  const chosen = engine
    ? [
        ...(isWrong
          ? [`First fix what is marked ${marks.error}: a run does not check as closely, and may give wrong numbers.`]
          : []),
        `${isWrong ? "As it stands, a run" : "A run"} would use ${engine.name}: ${engine.library} on ${engine.device}, ${counted(engine.threads, "thread")}.`,
        `Why: ${engine.reason}.`,
      ]
    : ["No engine runs here."];
  return [...lines, "", ...chosen].join("\n");
}
