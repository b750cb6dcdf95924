export type ProvisionPhase = "waiting" | "download" | "unpack" | "compile" | "ready";

/** How far the provisioning of libtensorflow is. `done` and `total` count bytes; total is absent when not known. */
export interface ProvisionProgress {
  readonly phase: ProvisionPhase;
  readonly done?: number;
  readonly total?: number;
  readonly message: string;
}

/** What every step of provisioning is given. */
export interface StepContext {
  readonly report: (progress: ProvisionProgress) => void;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}
