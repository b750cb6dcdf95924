import { existsSync } from "node:fs";
import { elsewhere } from "./elsewhere.ts";

/** An NVIDIA GPU as named by its driver. */
export interface NvidiaDevice {
  readonly name: string;
  readonly driver: string;
  readonly memory: string;
}

// Present wherever the driver is loaded, also in containers and WSL: avoids starting nvidia-smi on other machines.
const driverFiles = ["/dev/nvidiactl", "/proc/driver/nvidia/version", "/dev/dxg"];

/** The first NVIDIA GPU visible to CUDA here, from nvidia-smi; undefined if there is none. */
export async function findNvidiaDevice(env: NodeJS.ProcessEnv = process.env): Promise<NvidiaDevice | undefined> {
  const visible = env["CUDA_VISIBLE_DEVICES"];
  if (visible === "" || visible === "-1") return undefined;
  if (!driverFiles.some((path) => existsSync(path))) return undefined;
  const query = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"];
  const { execa } = await import("execa");
  const answer = await execa("nvidia-smi", query, {
    ...elsewhere,
    env,
    extendEnv: false,
    reject: false,
    timeout: 15_000,
  });
  if (answer.failed) return undefined;
  const [name, driver, memory] = (answer.stdout.split("\n")[0] ?? "").split(",").map((part) => part.trim());
  return name && driver && memory ? { name, driver, memory } : undefined;
}
