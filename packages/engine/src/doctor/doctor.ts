import { ensureNative } from "../provision/ensure-native.ts";
import { findNvidiaDevice } from "../provision/nvidia-device.ts";
import type { ProvisionProgress } from "../provision/progress.ts";
import { checkEngines } from "./check-engines.ts";
import { checkInstall } from "./check-install.ts";
import { checkCache, checkCompiler, checkGpu, checkNode, checkPip, checkPlatform } from "./check-machine.ts";
import type { DoctorReport } from "./report.ts";

export interface DoctorOptions {
  /** First install what is missing or damaged. */
  readonly fix?: boolean;
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at everything that decides which engine runs here, and runs each one. Reads the whole install (about 850 MB)
 * and loads every engine into this process: meant for a command of its own. With `fix`, throws InfoplaneError when
 * the repair fails.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const { env } = process;
  const device = await findNvidiaDevice(env);
  if (options.fix) await ensureNative({ ...options, variant: device ? "gpu" : "cpu", thorough: true });
  const machine = [
    checkNode(),
    checkPlatform(),
    await checkCompiler(env),
    await checkPip(env),
    await checkCache(env),
    checkGpu(device),
  ];
  const installs = [...(device ? [await checkInstall("gpu", env)] : []), await checkInstall("cpu", env)];
  const { checks, engine } = await checkEngines();
  return { checks: [...machine, ...installs, ...checks], ...(engine && { engine }) };
}
