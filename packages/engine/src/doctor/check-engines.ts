import { type EngineInfo, InfoplaneError } from "@infoplane/contracts";
import { chooseEngine } from "../choose/choose-engine.ts";
import type { Engine } from "../choose/engine.ts";
import { openJs, openWasm } from "../choose/open-plain.ts";
import type { DoctorCheck } from "./report.ts";

/** Size of the two matrices that are multiplied: large enough to time, small enough for plain JavaScript. */
const side = 256;

/**
 * Multiplies two matrices with every engine that runs here, in this process, and leaves it with the one that a run
 * would use. The native engine comes last, because a run's own choice must be the last backend set.
 */
export async function checkEngines(): Promise<{ checks: DoctorCheck[]; engine?: EngineInfo }> {
  const checks: DoctorCheck[] = [];
  for (const [name, open] of [
    ["js", openJs],
    ["wasm", openWasm],
  ] as const)
    checks.push(await attempt(name, async () => multiply((await open()).tf)));
  let engine: EngineInfo | undefined;
  const chosen = await attempt("chosen engine", async () => {
    const found = await chooseEngine({ provision: false });
    engine = found.info;
    return `${found.info.name}, ${await multiply(found.tf)}`;
  });
  return { checks: [...checks, chosen], ...(engine && { engine }) };
}

async function attempt(name: string, work: () => Promise<string>): Promise<DoctorCheck> {
  try {
    return { name, state: "ok", detail: await work() };
  } catch (error) {
    const [first] = error instanceof InfoplaneError ? error.diagnostics : [];
    const hint = first?.hint;
    return { name, state: "error", detail: first?.message ?? String(error), ...(hint !== undefined && { hint }) };
  }
}

/** The second of two products, so that no start-up cost is timed; each value must be `side`, as the inputs are ones. */
async function multiply(tf: Engine["tf"]): Promise<string> {
  let milliseconds = 0;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    const product = tf.tidy(() => tf.matMul(tf.ones([side, side]), tf.ones([side, side])));
    const values = await product.data();
    milliseconds = performance.now() - start;
    product.dispose();
    if (!values.every((value) => value === side))
      throw new Error(`a product of ${side}x${side} matrices came out wrong`);
  }
  return `${side}x${side} matrix product in ${milliseconds.toFixed(1)} ms`;
}
