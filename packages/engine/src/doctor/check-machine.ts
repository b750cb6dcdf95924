import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { cacheDirectory, makeCacheDirectory } from "@infoplane/files";
import { findCompiler } from "../provision/find-compiler.ts";
import { type NvidiaDevice } from "../provision/nvidia-device.ts";
import { findPip } from "../provision/pip-download.ts";
import { releaseFor, tensorflowVersion } from "../provision/release.ts";
import type { DoctorCheck } from "./report.ts";

export function checkNode(version: string = process.versions.node): DoctorCheck {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  const check = { name: "Node", detail: version };
  return fits ? { ...check, state: "ok" } : { ...check, state: "error", hint: "Node 20.19 or newer is needed." };
}

export function checkPlatform(): DoctorCheck {
  const name = "platform";
  const machine = `${process.platform}-${process.arch}`;
  if (releaseFor("cpu") === undefined) {
    const detail = `${machine}: no TensorFlow ${tensorflowVersion} is published for it`;
    return { name, state: "warning", detail, hint: "Name one of your own with INFOPLANE_LIBTENSORFLOW." };
  }
  const run = machine === "linux-x64" ? "" : " (written for, not run by the developers yet)";
  return { name, state: "ok", detail: `${machine}${run}` };
}

export async function checkCompiler(env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const name = "C++ compiler";
  const compiler = await findCompiler(env);
  if (compiler) return { name, state: "ok", detail: compiler.version };
  const hint = "Needed once, to install TensorFlow: `apt install g++`, `dnf install gcc-c++` or clang++.";
  return { name, state: "warning", detail: "none found", hint };
}

export async function checkPip(env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const name = "pip";
  const pip = await findPip(env);
  if (pip) return { name, state: "ok", detail: pip.version };
  const detail = "none found: TensorFlow would come straight from https://pypi.org, without proxy or private index";
  return { name, state: "warning", detail };
}

export async function checkCache(env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const name = "cache";
  const folder = cacheDirectory(env);
  try {
    await makeCacheDirectory(folder);
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return { name, state: "ok", detail: `${folder}, ${((bavail * bsize) / 1e9).toFixed(1)} GB free` };
  } catch (error) {
    const hint = "Name a writable folder with INFOPLANE_CACHE_DIR.";
    return { name, state: "warning", detail: `${folder} can't be written: ${(error as Error).message}`, hint };
  }
}

export function checkGpu(device: NvidiaDevice | undefined): DoctorCheck {
  const name = "GPU";
  if (!device) return { name, state: "ok", detail: "no NVIDIA GPU is visible" };
  const hint =
    "The GPU engine was written without access to a GPU and has not been run yet: compare a short run with --engine native-cpu.";
  return { name, state: "warning", detail: `${device.name}, ${device.memory}, driver ${device.driver}`, hint };
}
