import type { EngineInfo } from "@infoplane/contracts";
import type { Engine } from "./engine.ts";

/** A running engine, without the reason why it was chosen. */
export interface Opened extends Omit<Engine, "info" | "ops"> {
  readonly info: Omit<EngineInfo, "reason">;
}
