import { ensureNative } from "../provision/ensure-native.ts";
import { findNvidiaDevice } from "../provision/nvidia-device.ts";
import { checkEngines } from "./check-engines.ts";
import { checkInstall } from "./check-install.ts";
import { checkCache, checkCompiler, checkGpu, checkNode, checkPip, checkPlatform } from "./check-machine.ts";
import type { DoctorOptions } from "./doctor.ts";
import type { DoctorReport } from "./report.ts";

/** The work of `doctor`, in a separate module because it loads much that no other command needs. */
export async function examine(options: DoctorOptions): Promise<DoctorReport> {
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
