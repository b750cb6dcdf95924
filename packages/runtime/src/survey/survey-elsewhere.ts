import { fork } from "node:child_process";
import { once } from "node:events";
import { InfoplaneError, type Diagnostic, type ExitCode } from "@infoplane/contracts";
import type { Call, RuntimeEvent } from "../events.ts";
import { programCommand } from "../run/program-command.ts";
import type { Survey, SurveyRequest } from "./survey.ts";

/** What the survey's process sends. */
export type SurveyMessage =
  | { readonly kind: "event"; readonly event: RuntimeEvent }
  | { readonly kind: "survey"; readonly survey: Survey }
  | { readonly kind: "problem"; readonly diagnostics: readonly Diagnostic[]; readonly exitCode: ExitCode }
  | { readonly kind: "fault"; readonly text: string };

/**
 * Surveys in a temporary process: a run whose cells run in other processes holds neither an engine nor the data. Also
 * installs the engine and downloads the data if needed. Throws as {@link surveyHere} does; the signal's reason when it
 * is aborted.
 */
export async function surveyElsewhere(request: SurveyRequest, call: Call): Promise<Survey> {
  call.signal.throwIfAborted();
  const { flags, entry } = programCommand(new URL("./survey-process.ts", import.meta.url));
  const child = fork(entry, { execArgv: flags, serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const stop = (): void => void child.kill("SIGTERM");
  call.signal.addEventListener("abort", stop, { once: true });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-4000)));
  let last: SurveyMessage | undefined;
  child.on("message", (message: SurveyMessage) => {
    if (message.kind === "event") call.emit(message.event);
    else last = message;
  });
  try {
    child.send(request);
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    call.signal.throwIfAborted();
    if (last?.kind === "survey") return last.survey;
    if (last?.kind === "problem") throw new InfoplaneError(last.diagnostics, last.exitCode);
    throw new Error(
      last?.kind === "fault" ? last.text : `the survey ended by ${signal ?? code ?? ""}: ${stderr.trim()}`,
    );
  } finally {
    call.signal.removeEventListener("abort", stop);
  }
}
