import type { VegaLiteSpec } from "@infoplane/contracts";

/** A parameter of a spec, as far as the page is concerned. */
export interface SpecParam {
  readonly name?: unknown;
  readonly value?: unknown;
}

const isParam = (param: unknown): param is SpecParam => typeof param === "object" && param !== null;

/** The parameters of a spec; empty if it has no list of them. */
export function paramsOf(spec: VegaLiteSpec | undefined): readonly SpecParam[] {
  const params: unknown = spec?.["params"];
  return Array.isArray(params) ? params.filter(isParam) : [];
}
