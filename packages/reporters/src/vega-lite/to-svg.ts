import { loader, None, parse, resetSVGDefIds, View, type Loader, type Spec } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { VegaLiteSpec } from "@infoplane/contracts";

/** A figure holds its data: reading a file or an address while drawing is refused. */
const refuse = (uri: string) => Promise.reject(new Error(`figures hold their data, this one asks for ${uri}`));
const closed: Loader = { ...loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** Draws a Vega-Lite spec. Throws what Vega says. */
export async function toSvg(spec: VegaLiteSpec): Promise<string> {
  const view = new View(parse(compileSpec(spec)), { renderer: "none", loader: closed, logLevel: None });
  try {
    // Ids of gradients count on through the process: equal figures must give equal files.
    resetSVGDefIds();
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Vega-Lite to Vega. Throws when the spec is not one; `warn` hears of what is written and not drawn. */
export function compileSpec(spec: VegaLiteSpec, warn: (message: string) => void = () => undefined): Spec {
  const say = (...parts: readonly unknown[]) => {
    warn(parts.map(String).join(" "));
    return logger;
  };
  const quiet = () => logger;
  const logger = { level: quiet, error: say, warn: say, info: quiet, debug: quiet };
  return compile(spec as unknown as TopLevelSpec, { logger: logger }).spec;
}
