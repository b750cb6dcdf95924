import { mergeConfig } from "vega";
import type { VegaLiteSpec } from "@infoplane/contracts";
import type { DrawnFigure } from "../figures/draw-figures.ts";
import { theme, type Paper } from "../theme.ts";

const sheets = { light: "white", dark: "#14171b" } as const;

/** The figure as a file of its own: schema, title, description and theme in it. The figure's own settings win. */
export function finishedSpec(
  figure: DrawnFigure & { readonly spec: VegaLiteSpec },
  font: string,
  paper: Paper = "light",
): VegaLiteSpec {
  const { config, ...spec } = figure.spec;
  const look = theme(paper, { font, background: sheets[paper] });
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: figure.title,
    description: figure.caption,
    ...spec,
    config: mergeConfig(look, config ?? {}),
  };
}
