import { rm } from "node:fs/promises";
import { relative } from "node:path";
import { exitCodes, primaryDiagnostic, type ExitCode } from "@infoplane/contracts";
import { earlierRuns, findRun, openRunStore, removeCell, unnamedCells, type UnnamedCell } from "@infoplane/core";
import { quote } from "@infoplane/executors";
import type { Output } from "../show/output.ts";

export interface CleanFlags {
  /** Removes what is listed; without it nothing is removed. */
  readonly remove?: boolean;
  /** Includes earlier reports that were put aside, and the cells that only they name. */
  readonly earlier?: boolean;
  /** Only lists, whatever the other flags. */
  readonly dryRun?: boolean;
}

/**
 * `clean <run>`: lists the cells that neither the current experiment nor an earlier report names, and removes them with
 * `--remove`. A cell that a process is working on stays.
 */
export async function cleanCommand(directory: string, flags: CleanFlags, output: Output): Promise<ExitCode> {
  await findRun(directory);
  const isListing = flags.remove !== true || flags.dryRun === true;
  const run = await openRunStore(directory, { lock: true });
  try {
    const aside = flags.earlier ? await earlierRuns(run) : [];
    const cells = await unnamedCells(run, aside);
    for (const one of aside) output.print(`${relative(run.directory, one.directory)}  ${await titleOf(one)}`);
    for (const cell of cells) output.print(lineOf(cell));
    const bytes = cells.reduce((sum, cell) => sum + cell.bytes, 0);
    const named = [
      `${cells.length} ${cells.length === 1 ? "cell" : "cells"} that no plan names (${sizeText(bytes)})`,
      ...(flags.earlier ? [`${aside.length} earlier ${aside.length === 1 ? "report" : "reports"}`] : []),
    ].join(" and ");
    if (isListing) {
      const earlier = flags.earlier ? " --earlier" : "";
      const isAny = cells.length + aside.length > 0;
      output.note(named + (isAny ? `; to remove them: npx tsx run clean ${quote(directory)}${earlier} --remove` : ""));
      return exitCodes.done;
    }
    let kept = 0;
    for (const one of aside) await rm(one.directory, { recursive: true, force: true });
    for (const { hash } of cells) {
      try {
        await removeCell(run, hash);
      } catch (error) {
        kept++;
        output.note(`${hash} stays: ${primaryDiagnostic(error)?.message ?? String(error)}`);
      }
    }
    output.note(`removed ${named}${kept > 0 ? `, except for ${kept}` : ""}`);
    return kept > 0 ? exitCodes.runFailed : exitCodes.done;
  } finally {
    await run.close();
  }
}

async function titleOf(run: Awaited<ReturnType<typeof earlierRuns>>[number]): Promise<string> {
  const experiment = await run.readExperiment().catch(() => undefined);
  if (!experiment) return "a report whose experiment can't be read";
  const { arms, seeds } = experiment;
  return `${arms.map(({ name }) => name).join(", ")} x seeds ${seeds.join(", ")}`;
}

function lineOf({ hash, arm, seed, epochs, state, bytes }: UnnamedCell): string {
  const called =
    arm === undefined ? "specification can't be read" : `${arm}  seed ${seed ?? "?"}  ${epochs ?? "?"} epochs`;
  return `${hash}  ${called}  ${state}  ${sizeText(bytes)}`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
