import { Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { CommanderError } from "commander";
import { engineNames, type ExitCode, exitCodes, InfoplaneError } from "@infoplane/contracts";
import { failureOf, version } from "@infoplane/runtime";
import { keepFilesOwn, keepPathAbsolute, lostOutput } from "@infoplane/runtime/process";
import { failOnNames } from "./fail-on.ts";
import { terminalOutput, type Output } from "./show/output.ts";

/** What `explain --step` can show. */
const explainSteps = ["ast", "experiment", "plan", "diff"] as const;
export type ExplainStep = (typeof explainSteps)[number];

const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const count = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("expected a whole number from 1");
  return number;
};

const set = () =>
  new Option("--set <path=value>", "override a setting, e.g. train.e2e.epochs=3 (repeatable)").argParser(list);
const profile = () => new Option("--profile <name>", "apply a profile of the experiment");
const only = () => new Option("--only <arm>", "keep only this arm (repeatable)").argParser(list);
const seeds = () => new Option("--seeds <range>", "seeds in place of the experiment's, e.g. 1..5");
const use = () =>
  new Option("--use <module>", "load a plugin module first, e.g. ./my-figure.ts (repeatable)").argParser(list);
const dataDir = () => new Option("--data-dir <folder>", "folder that holds the data sets");
const engine = () => new Option("--engine <name>", "engine to use; default: the fastest one here").choices(engineNames);
const requireGpu = () => new Option("--require <device>", "fail rather than fall back").choices(["gpu"] as const);
const failOn = () =>
  new Option("--fail-on <verdict>", "exit with 1 if a claim is contradicted, or not supported").choices(failOnNames);
const correction = () =>
  new Option("--correction <method>", "how claims are corrected for their number; default: joint").choices([
    "joint",
    "holm",
  ] as const);
const watch = () =>
  new Option("--watch [port]", "show the report in the browser during the run, on 127.0.0.1")
    .preset("4680")
    .argParser(count);
const profileSteps = () =>
  new Option("--profile-steps <n>", "trace n training steps of each cell: phases and kernels").argParser(count);
const noCompile = () =>
  new Option("--no-compile", "run training steps kernel by kernel, not as compiled functions: same results, slower");
const threads = (usual = "as many as there are cores") =>
  new Option("--threads <n>", `threads inside an operation of the native engine; default: ${usual}`).argParser(count);

/** The program. Commands load their own modules: `check` must not load a tensor library. */
function program(args: readonly string[], output: Output, end: (code: ExitCode) => void): Command {
  const root = new Command("run")
    .usage("[command] <experiment.exp> [options]")
    .description("Infoplane: where should the loss be evaluated? End to end, per block, or per layer, all else equal.")
    .version(version)
    .exitOverride()
    .addHelpText(
      "after",
      "\nExamples:\n  npx tsx run experiments/cifar.exp\n  npx tsx run check experiments/cifar.exp\n  npx tsx run explain experiments/cifar.exp --step diff e2e per-layer\n  npx tsx run doctor --fix",
    );
  const run = root
    .command("run <file>", { isDefault: true })
    .description("run an experiment: train, measure, report; finished cells are not run again")
    .addOption(set())
    .addOption(profile())
    .addOption(only())
    .addOption(seeds())
    .option("--out <folder>", "where runs are kept", "runs")
    .addOption(dataDir())
    .addOption(engine())
    .addOption(requireGpu())
    .addOption(threads("those of the cells that are stored, else 1"))
    .addOption(noCompile())
    .option(
      "--executor <use>",
      "how cells are run: local (the default), in-process, or e.g. 'slurm(gpu, time: \"4:00:00\")'",
    )
    .addOption(failOn())
    .addOption(new Option("--workers <n>", "cells at a time; default: as many as there are cores").argParser(count))
    .addOption(watch())
    .addOption(profileSteps())
    .option("--detach", "slurm: submit and exit; follow later with `attach`")
    .option("--dry-run", "show what would run, and what would be submitted to a cluster; run nothing")
    .action(async (file, flags) => {
      const { runCommand } = await import("./commands/run.ts");
      end(await runCommand(file, { ...flags, words: args }, output));
    });
  root.addHelpText("after", () => {
    const help = run.createHelp();
    const lines = help
      .visibleOptions(run)
      .map((option) => `  ${option.flags.padEnd(24)}  ${help.optionDescription(option)}`);
    return `\nOptions of run, the default command:\n${lines.join("\n")}`;
  });
  root
    .command("check <file>")
    .description("check an experiment without running it")
    .addOption(set())
    .addOption(profile())
    .addOption(only())
    .addOption(seeds())
    .action(async (file, flags) => {
      const { checkCommand } = await import("./commands/check.ts");
      end(await checkCommand(file, flags, output));
    });
  root
    .command("explain <file> [arms...]")
    .description("show what an experiment means; --step diff <arm> <arm> shows the difference of two arms")
    .addOption(new Option("--step <step>", "show one step, as JSON (diff: in words)").choices(explainSteps))
    .addOption(set())
    .addOption(profile())
    .addOption(only())
    .addOption(seeds())
    .action(async (file, arms, flags) => {
      const { explainCommand } = await import("./commands/explain.ts");
      end(await explainCommand(file, { ...flags, arms }, output));
    });
  root
    .command("plugins [kind]")
    .description("list what the language can name, with options and defaults")
    .action(async (kind) => {
      const { pluginsCommand } = await import("./commands/plugins.ts");
      end(pluginsCommand(kind, output));
    });
  root
    .command("report <run>")
    .description("render the report of a run again, and judge its claims")
    .option("--with <reports>", "what to render, as an experiment writes it: 'vega-lite(size: single), table'")
    .addOption(use())
    .addOption(correction())
    .addOption(failOn())
    .action(async (run, flags) => {
      const { reportCommand } = await import("./commands/report.ts");
      end(await reportCommand(run, flags, output));
    });
  root
    .command("status <run>")
    .description("show the state of a run's cells")
    .action(async (run) => {
      const { statusCommand } = await import("./commands/status.ts");
      end(await statusCommand(run, output));
    });
  root
    .command("attach <run>")
    .description("follow a run on a cluster, and report at its end")
    .addOption(failOn())
    .action(async (run, flags) => {
      const { attachCommand } = await import("./commands/attach.ts");
      end(await attachCommand(run, flags, output));
    });
  root
    .command("cancel <run>")
    .description("end a run on a cluster; its cells save their state")
    .action(async (run) => {
      const { cancelCommand } = await import("./commands/attach.ts");
      end(await cancelCommand(run, output));
    });
  root
    .command("measure-activations <paths...>")
    .description(
      "measure activations that PyTorch, JAX or Keras exported: [name=].npz, .safetensors, or a directory of them",
    )
    .requiredOption("--labels <name>", "the array of class indices, or a .txt file with one per line")
    .option("--input <name>", "the array of the network's input: X")
    .option("--layers <names>", "arrays to measure, in order; default: all others")
    .option("--with <measures>", "what to measure; default: 'nhsic(Y, Z)', with --input 'nhsic(X, Z)' as well")
    .option("--seed-from <pattern>", "what names the seed in a path, e.g. 'run{seed}/'; default: seed-1 and the like")
    .option("--claims <file>", "claims about the arms, as an experiment writes them")
    .addOption(failOn())
    .option("--out <folder>", "where runs are kept", "runs")
    .addOption(engine())
    .addOption(requireGpu())
    .addOption(threads())
    .action(async (paths, flags) => {
      const { measureActivationsCommand } = await import("./commands/measure-activations.ts");
      end(await measureActivationsCommand(paths, flags, output));
    });
  root
    .command("bench-estimators")
    .description("bias, spread, power, false positives and cost of every dependence estimator on known dependence")
    .option("--quick", "few samples, few pairs: a minute", false)
    .addOption(new Option("--pairs <n>", "pairs of each family and size; default: 1000, --quick 100").argParser(count))
    .addOption(
      new Option("--samples <n...>", "sizes; default: 64 256 1024, --quick 64").argParser(
        (value: string, before: readonly number[] | undefined) => [...(before ?? []), count(value)],
      ),
    )
    .addOption(new Option("--estimators <names...>", "only these; default: all"))
    .addOption(new Option("--families <names...>", "only these pairs of variables; default: all"))
    .option("--out <folder>", "where tables and figures go", "runs/estimators")
    .addOption(engine())
    .addOption(threads())
    .action(async (flags) => {
      const { benchEstimatorsCommand } = await import("./commands/bench-estimators.ts");
      end(await benchEstimatorsCommand(flags, output));
    });
  root
    .command("compare <runs...>")
    .description("put runs of the same data side by side: one report, one set of claims")
    .option("--out <folder>", "where the comparison is kept; default: compare-<names> next to the first run")
    .option("--claims <file>", "claims about the arms as the comparison calls them, instead of those of the runs")
    .addOption(correction())
    .addOption(failOn())
    .action(async (runs, flags) => {
      const { compareCommand } = await import("./commands/compare.ts");
      end(await compareCommand(runs, flags, output));
    });
  root
    .command("measure <run>")
    .description("take more measures on the stored checkpoints of a run, without training")
    .requiredOption(
      "--with <measures>",
      "what to measure, as an experiment writes it: 'cka(X, Z), nhsic(X, Z, eps: 1e-3)'",
    )
    .option("--on <probe>", "the probe set, e.g. 'probe(train, 512)'")
    .addOption(dataDir())
    .addOption(engine())
    .addOption(requireGpu())
    .addOption(noCompile())
    .addOption(failOn())
    .action(async (run, flags) => {
      const { measureCommand } = await import("./commands/measure.ts");
      end(await measureCommand(run, { ...flags, words: args }, output));
    });
  root
    .command("clean <run>")
    .description("list cells of a run that no plan names: of its experiment as it was before; --remove removes them")
    .option("--remove", "remove what is listed")
    .option("--earlier", "also reports that were set aside, and the cells that only they name")
    .option("--dry-run", "list, and remove nothing")
    .action(async (run, flags) => {
      const { cleanCommand } = await import("./commands/clean.ts");
      end(await cleanCommand(run, flags, output));
    });
  root
    .command("export <run>")
    .description(
      "write the trained networks: safetensors with PyTorch's names and layouts, and Keras models (model.json)",
    )
    .option("--out <folder>", "folder to write to; default: export in the run's folder")
    .option("--allow-older", "use the newest readable network if that of the last epoch can't be read")
    .action(async (run, flags) => {
      const { exportCommand } = await import("./commands/export.ts");
      end(await exportCommand(run, flags, output));
    });
  root
    .command("doctor")
    .description("show which engines this machine can run, and why; --fix installs the native one")
    .option("--fix", "install or repair the native engine", false)
    .action(async (flags) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      end(await doctorCommand(flags, output));
    });
  return root;
}

/** What they make is in files of their own: what they print beside it is no result. */
const keeping: ReadonlySet<string> = new Set(["run", "attach", "measure", "measure-activations", "bench-estimators"]);

/** The command line. Returns the exit code; prints every problem for people to read, by default to the terminal. */
export async function main(args: readonly string[], output: Output = terminalOutput()): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  let command = "";
  keepFilesOwn();
  keepPathAbsolute();
  try {
    const root = program(args, output, (ended) => (code = ended));
    root.hook("preAction", (_, action) => void (command = action.name()));
    await root.parseAsync([...args], { from: "user" });
  } catch (error) {
    code = await explain(error, output);
  }
  const reason = await lostOutput();
  if (reason === undefined) return code;
  const { messages } = await import("./messages.ts");
  await explain(new InfoplaneError(messages.outputLost(reason), exitCodes.wrongEnvironment), output);
  return keeping.has(command) ? code : code || exitCodes.wrongEnvironment;
}

async function explain(error: unknown, output: Output): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongExperiment;
  const { text, exitCode } = await failureOf(error, { color: output.color });
  output.note(text);
  return exitCode;
}
