import type { EngineInfo } from "@infoplane/contracts";

export interface DoctorCheck {
  readonly name: string;
  /** `warning`: it works, but slower or with less than possible; `error`: it does not work. */
  readonly state: "ok" | "warning" | "error";
  readonly detail: string;
  readonly hint?: string;
}

/** What the machine can do. Plain JSON. */
export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
  /** The engine that a run would use. */
  readonly engine?: EngineInfo;
}
