import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Case, Command, Reading } from "./case.ts";

const run = promisify(execFile);

export interface CaseResult {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: Reading;
  readonly peers: Readonly<Record<string, Reading>>;
  /** Our median over the peer's. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** Runs ours and the peers in turn, so that a slow minute of the machine affects all of them. */
export async function runCase(item: Case, rounds: number): Promise<CaseResult> {
  const commands: [string, Command][] = [["ours", item.ours], ...Object.entries(item.peers)];
  const readings = new Map<string, Reading[]>(commands.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of commands) readings.get(name)?.push(await read(command, item));
  }
  const merged = Object.fromEntries([...readings].map(([name, all]) => [name, merge(all)]));
  const { ours, ...peers } = merged;
  if (!ours) throw new Error(`${item.suite} ${item.name}: nothing was measured`);
  const ratios = Object.fromEntries(Object.entries(peers).map(([name, { median }]) => [name, ours.median / median]));
  return { suite: item.suite, name: item.name, unit: item.unit, ours, peers, ratios };
}

/** A command that fails is reported in its row; the others continue. */
async function read(command: Command, item: Case): Promise<Reading> {
  try {
    return await measure(command, item);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return { median: NaN, min: NaN, max: NaN, absent: "failed" };
  }
}

async function measure({ file, args, env }: Command, { whole }: Case): Promise<Reading> {
  const begun = performance.now();
  const { stdout } = await run(file, [...args], { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
  const took = performance.now() - begun;
  if (whole) return { median: took, min: took, max: took };
  const reading = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Reading;
  return { ...reading, also: { ...reading.also, "process s": took / 1000 } };
}

/** Medians over the rounds, and the range of all. */
function merge(all: readonly Reading[]): Reading {
  const absent = all.find((reading) => reading.absent !== undefined)?.absent;
  if (absent !== undefined) return { median: NaN, min: NaN, max: NaN, absent };
  const names = [...new Set(all.flatMap(({ also }) => Object.keys(also ?? {})))];
  return {
    median: medianOf(all.map(({ median }) => median)),
    min: Math.min(...all.map(({ min }) => min)),
    max: Math.max(...all.map(({ max }) => max)),
    also: Object.fromEntries(names.map((name) => [name, medianOf(all.map(({ also }) => also?.[name] ?? NaN))])),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
