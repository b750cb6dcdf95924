import { mergeConfig } from "vega";
import { counted, type VegaLiteSpec } from "@infoplane/contracts";
import type { DrawingJob } from "../drawing/drawing-job.ts";
import { leftOutSentences } from "../select/warnings.ts";
import { theme, type ColorScheme } from "../theme.ts";

const sheets = { light: "white", dark: "#14171b" } as const;

/**
 * The figure as a standalone file: with schema, title, description and theme. The figure's own settings take
 * precedence. What it leaves out is written below its title, and in full in the description.
 */
export function finishedSpec(
  figure: DrawingJob["figure"],
  font: string,
  colorScheme: ColorScheme = "light",
  leftOut: readonly string[] = [],
): VegaLiteSpec {
  const { config, ...spec } = figure.spec;
  const look = theme(colorScheme, { font, background: sheets[colorScheme] });
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: figure.title,
    description: figure.caption,
    ...spec,
    ...(leftOut.length > 0 && incomplete(figure, leftOut)),
    config: mergeConfig(look, config ?? {}),
  };
}

/** The note of a figure that leaves something out. */
export function incompleteNote(leftOut: readonly string[]): string {
  return `Incomplete: ${counted(leftOut.length, "thing")} left out, see left-out.txt`;
}

function incomplete({ title, caption, spec }: DrawingJob["figure"], leftOut: readonly string[]): VegaLiteSpec {
  const own = spec["title"] ?? title;
  const isText = typeof own === "string" || Array.isArray(own);
  return {
    title: { ...(isText ? { text: own } : own), subtitle: incompleteNote(leftOut) },
    description: [...leftOutSentences(leftOut), caption].join(" "),
  };
}
