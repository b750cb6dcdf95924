import "../hold-usr1.ts";
import { InfoplaneError, stacksOf, reasonOf } from "@infoplane/contracts";
import { callOf } from "../events.ts";
import { leave } from "../plugins/outside/hold-process.ts";
import { surveyAlone, type SurveyRequest } from "./survey.ts";
import type { SurveyMessage } from "./survey-elsewhere.ts";

/** Entry point of {@link surveyElsewhere}'s process: one request, one answer. Without its parent it ends. */
const tell = (message: SurveyMessage): void => void process.send?.(message);
// The plugin modules that it loads take process.exit away.
process.once("disconnect", () => leave(0));
process.once("message", (request: SurveyRequest) => void answer(request));

async function answer(request: SurveyRequest): Promise<void> {
  try {
    const call = callOf({ onEvent: (event) => tell({ kind: "event", event }) });
    tell({ kind: "survey", survey: await surveyAlone(request, call) });
  } catch (error) {
    if (error instanceof InfoplaneError) tell({ kind: "problem", ...plain(error) });
    else tell({ kind: "fault", text: stacksOf(error)[0] ?? reasonOf(error) });
  } finally {
    process.disconnect();
  }
}

const plain = ({ diagnostics, exitCode }: InfoplaneError) => ({ diagnostics, exitCode });
