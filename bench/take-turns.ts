import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Case, Command, Reading } from "./case.ts";
import { absentReading } from "./reading-of.ts";

const run = promisify(execFile);

/** What every round measured, by side: `ours`, then the peers. */
export type Rounds = ReadonlyMap<string, readonly Reading[]>;

/**
 * Runs ours and the peers in turn, so that a slow minute of the machine affects all of them. The order is reversed in
 * every other round: a machine that slows down favours neither. A side that can't be measured is not tried again, and
 * without ours there is nothing to compare the peers with.
 */
export async function takeTurns(item: Case, rounds: number): Promise<Rounds> {
  const sides: [string, Command][] = [["ours", item.ours], ...Object.entries(item.peers)];
  const readings = new Map<string, Reading[]>(sides.map(([name]) => [name, []]));
  const isAbsent = (name: string): boolean => readings.get(name)?.at(-1)?.absent !== undefined;
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of round % 2 === 0 ? sides : sides.toReversed()) {
      if (!isAbsent("ours") && !isAbsent(name)) readings.get(name)?.push(await read(command, item));
    }
  }
  return readings;
}

/** A command that fails or takes too long is reported in its row; the others continue. */
async function read(command: Command, item: Case): Promise<Reading> {
  try {
    return await measure(command, item);
  } catch (error) {
    if ((error as { killed?: boolean }).killed) return absentReading(`took more than ${command.limitSeconds} s`);
    console.error(error);
    process.exitCode = 1;
    return absentReading("failed");
  }
}

async function measure({ file, args, env, limitSeconds = 0 }: Command, { whole }: Case): Promise<Reading> {
  const begun = performance.now();
  const options = { env: { ...process.env, ...env }, maxBuffer: 2 ** 26, timeout: limitSeconds * 1000 };
  const { stdout } = await run(file, [...args], options);
  const took = performance.now() - begun;
  if (whole) return { median: took, min: took, max: took };
  const reading = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Reading;
  return { ...reading, also: { ...reading.also, "process s": took / 1000 } };
}
