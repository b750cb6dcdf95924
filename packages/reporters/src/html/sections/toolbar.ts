import type { DrawnFigure } from "../../figures/draw-figures.ts";
import { inlineValues } from "../../vega-lite/inline-values.ts";
import { paramsOf } from "../../vega-lite/params-of.ts";
import { markup, type Markup } from "../markup.ts";

/** Controls for all figures at once: values, epoch, block. Controls without a figure to act on are left out. */
export function toolbar(figures: readonly DrawnFigure[]): Markup | undefined {
  const epochs = [...new Set(rowsWith(figures, "epoch").map((row) => Number(row["epoch"])))].sort((a, b) => a - b);
  const blocks = blocksOf(figures);
  const paired = figures.some(({ name }) => name.endsWith("-raw"));
  const parts = [
    ...(paired ? [scaleSwitch] : []),
    ...(epochs.length > 1 ? [epochSlider(epochs)] : []),
    ...(blocks.length > 1 ? [blockChoice(blocks)] : []),
  ];
  if (parts.length === 0) return undefined;
  return markup`<div class="toolbar" role="group" aria-label="Controls of all figures">${parts}</div>`;
}

const scaleSwitch = markup`<fieldset><legend>nHSIC</legend>
<label><input type="radio" name="scale" value="corrected" checked> corrected for chance</label>
<label><input type="radio" name="scale" value="raw"> raw</label></fieldset>`;

function epochSlider(epochs: readonly number[]): Markup {
  const last = epochs.length - 1;
  return markup`<div class="epochs" data-epochs="${epochs.join(" ")}"><button type="button" data-play aria-label="Play the epochs">Play</button>
<label>Epoch <input type="range" name="epoch" min="0" max="${last}" value="${last}" step="1" aria-valuetext="epoch ${epochs[last]}"></label>
<output data-epoch-shown>${epochs[last]}</output></div>`;
}

function blockChoice(blocks: readonly (readonly [number, string])[]): Markup {
  return markup`<label class="blocks">Block <select name="focus"><option value="0">all</option>${blocks.map(
    ([depth, name]) =>
      markup`<option value="${depth}">${name === `block${depth}` ? String(depth) : `${depth} ${name}`}</option>`,
  )}</select></label>`;
}

function rowsWith(figures: readonly DrawnFigure[], param: string) {
  return figures.flatMap(({ spec }) =>
    spec && paramsOf(spec).some(({ name }) => name === param) ? (inlineValues(spec) ?? []) : [],
  );
}

function blocksOf(figures: readonly DrawnFigure[]): [number, string][] {
  const names = new Map<number, string>();
  for (const { depth, block } of rowsWith(figures, "focus")) {
    if (typeof depth !== "number") continue;
    names.set(depth, typeof block === "string" ? block : (names.get(depth) ?? `block${depth}`));
  }
  return [...names].sort(([a], [b]) => a - b);
}
