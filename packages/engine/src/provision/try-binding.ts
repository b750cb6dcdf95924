import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { execa } from "execa";
import { elsewhere } from "./elsewhere.ts";
import { bindingUnusable, loadStopped } from "./messages.ts";
import type { StepContext } from "./progress.ts";

const script = "process.stdout.write(String(require(process.argv[1]).TF_Version))";

/** Signals that other processes send; a library that does not suit the processor causes SIGILL and SIGABRT. */
const fromOutside = new Set(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGKILL"]);

/**
 * Loads the binding in a separate process and returns TensorFlow's version. libtensorflow ends the process if it does
 * not suit the processor, so the first load must not happen in the user's run.
 */
export async function tryBinding(path: string, context: StepContext): Promise<string> {
  const env = { ...context.env, TF_CPP_MIN_LOG_LEVEL: "2" };
  const options = { ...elsewhere, env, extendEnv: false, cancelSignal: context.signal, reject: false } as const;
  const answer = await execa(process.execPath, ["-e", script, path], options);
  context.signal.throwIfAborted();
  if (answer.signal !== undefined && fromOutside.has(answer.signal))
    throw new InfoplaneError(loadStopped(answer.signal), exitCodes.wrongEnvironment);
  if (answer.failed)
    throw new InfoplaneError(bindingUnusable(answer.stderr || (answer.shortMessage ?? "")), exitCodes.wrongEnvironment);
  return answer.stdout;
}
