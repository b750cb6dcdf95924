import { chmod, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Each is a shell script; `$here` is the stand-in's folder. The text of a file `<command>.refuses` or `.answers` is all that it says. */
const commands = {
  sbatch: `
n=$(($(cat "$here/jobs") + 1))
if [ "$n" -gt "$(cat "$here/most" 2>/dev/null || echo 1000)" ]; then echo "Job violates accounting/QOS policy" >&2; exit 1; fi
echo $n > "$here/jobs"
echo "$*" > "$here/submitted.$n"
i=0; while read -r _; do echo "$n|$i|PENDING|$PWD" >> "$here/queue"; i=$((i + 1)); done < cells
echo $n`,
  squeue: `env | grep -E '^S(LURM|BATCH|QUEUE|CANCEL)_' >> "$here/variables"; cat "$here/queue"`,
  scancel: `
echo "$*" >> "$here/cancelled"
[ -e "$here/deaf" ] && exit 0
for task; do sed -i "/^$(echo "$task" | tr _ '|')|/d" "$here/queue"; [ ! -e "$here/hidden" ] || sed -i "/^$(echo "$task" | tr _ '|')|/d" "$here/hidden"; done`,
  sacct: `cat "$here/state"`,
  // Shows all tasks of a job, those that squeue hides too; some versions do so if asked for one.
  scontrol: `
asked=\${!#}
found=$(cat "$here/queue" "$here/hidden" 2>/dev/null | grep "^\${asked%_*}|" |
  sed -E "s/^([0-9]+)\\|([0-9]+)\\|([A-Z_]+)\\|(.*)$/JobId=\\1 ArrayJobId=\\1 ArrayTaskId=\\2 JobName=x UserId=x($(id -u)) JobState=\\3 Command=\\4\\/job.sh WorkDir=\\4 StdErr=x/")
[ -n "$found" ] && echo "$found" && exit 0
echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1`,
};

/** Imitates Slurm's output; nothing runs. Its queue is a file of `squeue` lines, the end of every job one word. */
export interface StandInSlurm {
  /** Rewrites the line of each task; `undefined` removes it. */
  change(edit: (line: string) => string | undefined): Promise<void>;
  queue(): Promise<string[]>;
  /** squeue no longer lists its tasks, as edited; the controller does. Those edited to `undefined` stay listed. */
  hide(edit?: (line: string) => string | undefined): Promise<void>;
  /** Cancelled tasks stay as they are. */
  ignoreCancels(): Promise<void>;
  /** Slurm's variables in squeue's environment. */
  variables(): Promise<string>;
  /** The end state of jobs that are no longer in the queue. */
  endsAs(state: string): Promise<void>;
  /** It never ends, in a child of its own, before or after it has done its work. */
  hang(command: keyof typeof commands, when: "before" | "after"): Promise<void>;
  /** It does its work, then fails with this. */
  failAfterwards(command: keyof typeof commands, reason: string): Promise<void>;
  /** It says this from now on, and does nothing. */
  answer(command: keyof typeof commands, text: string): Promise<void>;
  refuse(command: keyof typeof commands, reason: string | undefined): Promise<void>;
  /** sbatch takes so many jobs. */
  takes(jobs: number): Promise<void>;
  /** Resolves when a command has responded (or refused) `times` more times. */
  asked(command: keyof typeof commands, times: number): Promise<void>;
  /** Arguments of each sbatch call. */
  submitted(): Promise<string[]>;
  cancelled(): Promise<string>;
}

/** Puts its commands into an empty folder, which is to be first in PATH. */
export async function standInSlurm(folder: string): Promise<StandInSlurm> {
  const here = await realpath(folder);
  const file = (name: string): string => join(here, name);
  const queue = async (): Promise<string[]> => (await readFile(file("queue"), "utf8")).split("\n").filter(Boolean);
  for (const [name, script] of Object.entries(commands)) {
    const fails = (as: string): string => `[ -e "$here/${name}.${as}" ] && cat "$here/${name}.${as}" >&2 && exit 1`;
    const answer = `[ -e "$here/${name}.answers" ] && cat "$here/${name}.answers" && exit 0`;
    const hangs = (when: string): string => `[ -e "$here/${name}.hangs-${when}" ] && sleep 600`;
    const log = `trap 'echo ${name} >> "$here/asked"' EXIT`;
    const lines = [
      `here='${here}'`,
      log,
      hangs("before"),
      fails("refuses"),
      answer,
      script,
      hangs("after"),
      fails("fails"),
      "true",
    ];
    await writeFile(file(name), ["#!/bin/bash", ...lines, ""].join("\n"));
    await chmod(file(name), 0o755);
  }
  await Promise.all([writeFile(file("queue"), ""), writeFile(file("jobs"), "0"), writeFile(file("state"), "FAILED")]);
  return {
    queue,
    async change(edit) {
      const lines = (await queue()).flatMap((line) => edit(line) ?? []);
      await writeFile(file("queue"), lines.map((line) => `${line}\n`).join(""));
    },
    async hide(edit = (line) => line) {
      const lines = (await queue()).map((line) => ({ line, hidden: edit(line) }));
      const written = (some: readonly (string | undefined)[]): string =>
        some.flatMap((line) => (line === undefined ? [] : `${line}\n`)).join("");
      await writeFile(file("hidden"), written(lines.map(({ hidden }) => hidden)));
      await writeFile(
        file("queue"),
        written(lines.map(({ line, hidden }) => (hidden === undefined ? line : undefined))),
      );
    },
    ignoreCancels: () => writeFile(file("deaf"), ""),
    variables: () => readFile(file("variables"), "utf8").catch(() => ""),
    endsAs: (state) => writeFile(file("state"), state),
    hang: (command, when) => writeFile(file(`${command}.hangs-${when}`), ""),
    failAfterwards: (command, reason) => writeFile(file(`${command}.fails`), reason),
    answer: (command, text) => writeFile(file(`${command}.answers`), text),
    refuse: (command, reason) =>
      reason === undefined
        ? rm(file(`${command}.refuses`), { force: true })
        : writeFile(file(`${command}.refuses`), reason),
    takes: (jobs) => writeFile(file("most"), String(jobs)),
    async asked(command, times) {
      const calls = async (): Promise<number> =>
        (await readFile(file("asked"), "utf8").catch(() => "")).split("\n").filter((name) => name === command).length;
      const before = await calls();
      while ((await calls()) < before + times) await pause(10);
    },
    async submitted() {
      const names = (await readdir(here)).filter((name) => name.startsWith("submitted.")).sort();
      return Promise.all(names.map(async (name) => (await readFile(file(name), "utf8")).trim()));
    },
    cancelled: () => readFile(file("cancelled"), "utf8").catch(() => ""),
  };
}
