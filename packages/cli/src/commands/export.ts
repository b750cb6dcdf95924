import { relative } from "node:path";
import { counted, exitCodes, type ExitCode } from "@infoplane/contracts";
import { exportRun, type ExportRequest } from "@infoplane/runtime";
import type { Output } from "../show/output.ts";

/** `export <run>`: the trained network of every cell, for PyTorch and Keras. Exits with 1 if a cell has none. */
export async function exportCommand(directory: string, request: ExportRequest, output: Output): Promise<ExitCode> {
  const { directory: root, cells, written, notes, damaged } = await exportRun(directory, request);
  for (const note of notes) output.note(note);
  output.note(`export: ${counted(written, "cell")} in ${relative(process.cwd(), root)}`);
  for (const { message } of damaged) output.note(`not of what is exported: ${message}`);
  if (damaged.length > 0) return exitCodes.damaged;
  return written < cells ? exitCodes.runFailed : exitCodes.done;
}
