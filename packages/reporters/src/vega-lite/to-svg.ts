import { loader, parse, resetSVGDefIds, View, type Loader, type LoggerInterface, type Spec } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { VegaLiteSpec } from "@infoplane/contracts";

/** A figure contains its data: reading a file or an address while drawing is refused. */
const refuse = (uri: string) => Promise.reject(new Error(`figures hold their data, but this one asks for ${uri}`));
const closed: Loader = { ...loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** Draws a Vega-Lite spec. Throws Vega's errors, also if Vega would draw the rest without its data. */
export async function toSvg(spec: VegaLiteSpec): Promise<string> {
  const view = new View(parse(compileSpec(spec)), { renderer: "none", loader: closed });
  let problem: unknown;
  const quiet = () => logger;
  const logger = { level: quiet, warn: quiet, info: quiet, debug: quiet, error: noted };
  function noted(...said: readonly unknown[]) {
    problem ??= said.find((part) => part instanceof Error) ?? new Error(said.map(String).join(" "));
    return logger;
  }
  view.logger(logger as unknown as LoggerInterface);
  try {
    // Ids of gradients are numbered across the process; equal figures must give equal files.
    resetSVGDefIds();
    const svg = await view.toSVG();
    if (problem) throw problem as Error;
    return svg;
  } finally {
    view.finalize();
  }
}

/** Vega-Lite to Vega. Throws if the spec is invalid; `warn` receives what is written but not drawn. */
export function compileSpec(spec: VegaLiteSpec, warn: (message: string) => void = () => undefined): Spec {
  const say = (...parts: readonly unknown[]) => {
    warn(parts.map(String).join(" "));
    return logger;
  };
  const quiet = () => logger;
  const logger = { level: quiet, error: say, warn: say, info: quiet, debug: quiet };
  return compile(spec as unknown as TopLevelSpec, { logger: logger }).spec;
}
