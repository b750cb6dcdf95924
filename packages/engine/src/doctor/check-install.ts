import { InfoplaneError } from "@infoplane/contracts";
import { verifyInstall } from "../provision/install.ts";
import { nativePlace } from "../provision/native-place.ts";
import type { NativeVariant } from "../provision/release.ts";
import { tryBinding } from "../provision/try-binding.ts";
import type { DoctorCheck } from "./report.ts";

const fix = "`doctor --fix` installs it.";

/** The installed libtensorflow: every file verified against its hash, then loaded once in a separate process. */
export async function checkInstall(variant: NativeVariant, env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const name = variant === "gpu" ? "TensorFlow (CUDA)" : "TensorFlow";
  try {
    const { directory } = nativePlace({ variant, env });
    const found = await verifyInstall(directory);
    if (found.state === "absent") return { name, state: "warning", detail: "not installed", hint: fix };
    if (found.state === "damaged")
      return { name, state: "error", detail: `damaged: ${found.what}`, hint: "`doctor --fix` installs it again." };
    const context = { report: () => undefined, signal: new AbortController().signal, env };
    const version = await tryBinding(found.install.binding, context);
    return { name, state: "ok", detail: `${version} in ${directory}, every file as installed` };
  } catch (error) {
    if (!(error instanceof InfoplaneError)) throw error;
    const [first] = error.diagnostics;
    const hint = first?.hint;
    return { name, state: "warning", detail: first?.message ?? error.message, ...(hint !== undefined && { hint }) };
  }
}
