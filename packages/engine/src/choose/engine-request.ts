import type { EngineName } from "@infoplane/contracts";
import type { ProvisionProgress } from "../provision/progress.ts";

export interface EngineRequest {
  /** Default `auto`: the fastest one available. Any other is used or refused, never replaced. */
  readonly engine?: "auto" | EngineName;
  /** Refuse to run without a GPU. */
  readonly require?: "gpu";
  /** Threads inside one operation, and between those of a compiled function, on native engines. Default: the cores available to this process. */
  readonly threads?: number;
  /** Run training steps and forward passes as compiled functions, on native engines. Default true. */
  readonly compile?: boolean;
  /** Called while libtensorflow is being installed, on first use. */
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
  /** Install libtensorflow if it is missing. Default true. */
  readonly provision?: boolean;
}
