import { counted, type EngineInfo } from "@infoplane/contracts";

/** `engine native-cpu: TensorFlow 2.21.0 on AMD EPYC, 1 thread (the fastest one here)`. */
export function describeEngine({ name, library, device, threads, reason }: EngineInfo): string {
  return `engine ${name}: ${library} on ${device}, ${counted(threads, "thread")} (${reason})`;
}
