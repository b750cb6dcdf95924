import { ensureNative } from "@infoplane/engine/setup";

/** Vitest's global set-up: puts the native engine into the user's cache before the first test needs it. */
export async function setup(): Promise<void> {
  try {
    await ensureNative({ onProgress: ({ phase, message }) => phase !== "ready" && console.info(message) });
  } catch (error) {
    // Tests of the native engine will fail and say why; the others still count.
    console.warn(error instanceof Error ? error.message : error);
  }
}
