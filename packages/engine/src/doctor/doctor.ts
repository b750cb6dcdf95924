import type { ProvisionProgress } from "../provision/progress.ts";
import type { DoctorReport } from "./report.ts";

export interface DoctorOptions {
  /** First install what is missing or damaged. */
  readonly fix?: boolean;
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Checks everything that decides which engine runs here, and runs each one. Reads the whole install (about 850 MB) and
 * loads every engine into this process: intended for a separate command. With `fix`, throws InfoplaneError if the
 * repair fails.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const { examine } = await import("./examine.ts");
  return await examine(options);
}
