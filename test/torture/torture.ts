/**
 * `npm run torture [-- kills seed]`: runs a real experiment over and over and kills it at random moments: by time
 * (anywhere: start, steps, measuring, report) and by the number of operations on its files (in the middle of an append,
 * a checkpoint, a rename), either the run or only a cell's process. Then lets it finish and compares every record and
 * the last checkpoint of each cell with an uninterrupted run, bit for bit. The same seed kills at the same places.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Streams } from "@infoplane/engine";
import { cellsOf } from "../support/cells-of.ts";
import { runContents } from "../support/run-contents.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const lethal = join(root, "test/support/lethal.ts");
const folder = mkdtempSync(join(tmpdir(), "infoplane-torture-"));
const epochs = 3;
const base = ["--import", "tsx"];
const experiment = [
  "run",
  "test/samples/small.exp",
  "--only",
  "per-layer",
  "--only",
  "e2e",
  "--seeds",
  "1",
  "--threads",
  "1",
];

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly milliseconds: number;
  readonly text: string;
  /** The operation and the file of a kill by operation count. */
  readonly diedOf: string | undefined;
}

/** One kill, or none. */
interface Attempt {
  readonly operations?: number;
  readonly milliseconds?: number;
  /** Count the milliseconds from the first event of a training cell, not from the start. */
  readonly training?: boolean;
  /** Kill the process of one cell, not the run. */
  readonly cell?: boolean;
}

/** Runs the experiment, kills it where the attempt says, and waits until all its processes have ended. */
async function run(
  out: string,
  executor: string,
  { operations, milliseconds, training, cell }: Attempt,
): Promise<Ended> {
  const begun = performance.now();
  const hooked = operations === undefined ? [] : ["--import", lethal];
  const log = join(folder, "died-of");
  rmSync(log, { force: true });
  const args = [...base, ...hooked, join(root, "run.ts"), ...experiment, "--out", out, "--executor", executor];
  const child = spawn(process.execPath, [...args, "--set", `train.*.epochs=${epochs}`], {
    cwd: root,
    detached: true,
    env: {
      ...process.env,
      NO_COLOR: "1",
      ...(operations !== undefined && { LETHAL_OPERATIONS: String(operations), LETHAL_PATH: out, LETHAL_LOG: log }),
    },
  });
  let text = "";
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    if (milliseconds !== undefined) timer ??= setTimeout(() => kill(child, cell ?? false), milliseconds);
  };
  const collect = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-20_000);
    if (training && /epoch \d/.test(text)) arm();
  };
  if (!training) arm();
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once("exit", (...how) => resolve(how)),
  );
  clearTimeout(timer);
  // A cell ends when its run is gone; until then, the next run would rightly refuse that cell.
  while (cellsOf(out).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  const diedOf = existsSync(log) ? readFileSync(log, "utf8").split("\n")[0] : undefined;
  return { code, signal, text, diedOf, milliseconds: performance.now() - begun };
}

function kill(child: ChildProcess, cell: boolean): void {
  const cells = cell ? cellsOf(child.pid ?? 0) : [];
  const victim = cells[0] ?? child.pid;
  try {
    if (victim !== undefined) process.kill(victim, "SIGKILL");
  } catch {
    // It has exited already.
  }
}

/** Where in a run a kill fell. */
function phaseOf({ text, diedOf }: Ended): string {
  if (diedOf === undefined) {
    if (/\d trained|\d finished before/.test(text)) return "report, by the clock";
    return /epoch \d/.test(text) ? "steps and measuring, by the clock" : "start, by the clock";
  }
  const [operation = "", file = ""] = diedOf.split(" ");
  const what = /\/report\//.test(file)
    ? "report"
    : /safetensors/.test(file)
      ? "checkpoint"
      : /records/.test(file)
        ? "records"
        : /lock/.test(file)
          ? "lock"
          : "other files";
  return `${what}: ${operation}`;
}

const kills = Number(process.argv[2] ?? 100);
const { uniform } = new Streams(Number(process.argv[3] ?? 1)).stream("torture");

const whole = join(folder, "whole");
const usual = await run(whole, "local(2)", {});
if (usual.code !== 0) throw new Error(`the uninterrupted run failed:\n${usual.text}`);
const expected = runContents(join(whole, "small"));
console.log(`uninterrupted: ${(usual.milliseconds / 1000).toFixed(1)} s, ${Object.keys(expected).length / 2} cells`);

const counts = { kills: 0, byClock: 0, byOperation: 0, ofCells: 0, rounds: 0, ended: 0 };
/** Approximate milliseconds from the first epoch to the end of the report. */
const trainingTime = 2500;
const phases = new Map<string, number>();
let wrong = 0;
while (counts.kills < kills) {
  const out = join(folder, "killed");
  rmSync(out, { recursive: true, force: true });
  counts.rounds++;
  const inRound = 3 + Math.floor(uniform() * 14);
  for (let i = 0; i < inRound && counts.kills < kills; i++) {
    const kind = uniform();
    const place = uniform();
    const executor = kind < 0.35 ? "in-process" : "local(2)";
    const attempt: Attempt =
      kind < 0.5
        ? { operations: Math.floor(place * (kind < 0.35 ? 180 : 12)) }
        : kind < 0.6
          ? { milliseconds: place * usual.milliseconds * 0.95, cell: kind > 0.55 }
          : { milliseconds: place * trainingTime, training: true, cell: kind > 0.8 };
    const ended = await run(out, executor, attempt);
    const { code, signal, text } = ended;
    const isKilled = signal === "SIGKILL" || text.includes("SIGKILL");
    if (!isKilled) {
      counts.ended++;
      if (code !== 0) {
        wrong++;
        console.log(`after ${counts.kills} kills: ended with ${code}, not killed:\n${text.slice(-2000)}`);
      }
      if (code === 0) break;
      continue;
    }
    counts.kills++;
    phases.set(phaseOf(ended), (phases.get(phaseOf(ended)) ?? 0) + 1);
    if (attempt.operations !== undefined) counts.byOperation++;
    else if (attempt.cell) counts.ofCells++;
    else counts.byClock++;
  }
  const last = await run(out, "local(2)", {});
  const same = last.code === 0 && JSON.stringify(runContents(join(out, "small"))) === JSON.stringify(expected);
  if (!same) {
    wrong++;
    console.log(
      `round ${counts.rounds}: DIFFERENT, exit code ${last.code}; kept in ${folder}\n${last.text.slice(-2000)}`,
    );
    break;
  }
  console.log(`${counts.kills} kills survived in ${counts.rounds} rounds: equal bits`);
}
const { byClock, byOperation, ofCells, rounds } = counts;
console.log(
  `${counts.kills} kills (${byClock} of the run by the clock, ${ofCells} of a cell or its run by the clock, ${byOperation} within an operation on files) in ${rounds} rounds; ${wrong} wrong`,
);
for (const [phase, count] of [...phases].sort()) console.log(`  ${phase}: ${count}`);
if (wrong === 0) rmSync(folder, { recursive: true, force: true });
process.exitCode = wrong === 0 && counts.kills >= kills ? 0 : 1;
