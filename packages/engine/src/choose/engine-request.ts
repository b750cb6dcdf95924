import type { EngineName } from "@infoplane/contracts";
import type { ProvisionProgress } from "../provision/progress.ts";

export interface EngineRequest {
  /** Default `auto`: the fastest that is available. Any other is taken or refused, never replaced. */
  readonly engine?: "auto" | EngineName;
  /** Refuse to run without a GPU. */
  readonly require?: "gpu";
  /** Threads inside one operation, on native engines. Default: the cores that this process may use. */
  readonly threads?: number;
  /** Told while libtensorflow is installed, at first use. */
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
  /** Install libtensorflow when it is not there yet. Default true. */
  readonly provision?: boolean;
}
