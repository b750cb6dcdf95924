import type { EngineInfo } from "@infoplane/contracts";
import type { Engine } from "./engine.ts";

/** A running engine that does not say yet why it was chosen. */
export interface Opened extends Omit<Engine, "info" | "ops"> {
  readonly info: Omit<EngineInfo, "reason">;
}
