export type ProvisionPhase = "waiting" | "download" | "unpack" | "compile" | "ready";

/** Progress of the provisioning of libtensorflow. `done` and `total` count bytes; total is absent if unknown. */
export interface ProvisionProgress {
  readonly phase: ProvisionPhase;
  readonly done?: number;
  readonly total?: number;
  readonly message: string;
}

/** What every step of provisioning receives. */
export interface StepContext {
  readonly report: (progress: ProvisionProgress) => void;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}
