/// <reference lib="dom" />
import type { PageFigure } from "./page-data.ts";
import type { PageState } from "./state.ts";

type Spec = PageFigure["spec"];
interface Param {
  readonly name?: unknown;
  readonly value?: unknown;
}

/**
 * What a figure shows if not its last epoch: `shown: epoch 1 of 3`, or `marked: ...` if it shows all epochs with a line
 * at one. Empty at the last one, and for figures without epochs.
 */
export function shownEpoch(spec: Spec, epoch: number | undefined): string {
  const last = paramsOf(spec).find(({ name }) => name === "epoch")?.value;
  if (typeof last !== "number" || epoch === undefined || epoch >= last) return "";
  return `${marksEpoch(spec) ? "marked" : "shown"}: epoch ${epoch} of ${last}`;
}

/** Writes it below the figure; the space is kept when empty, so that nothing jumps while the epochs play. */
export function showEpoch(plot: HTMLElement, text: string): void {
  let line = plot.nextElementSibling;
  if (!line?.hasAttribute("data-shown")) {
    line = document.createElement("p");
    line.className = "shown";
    line.setAttribute("data-shown", "");
    // The slider announces its epoch itself: a line per figure would be read over it.
    line.setAttribute("aria-live", "off");
    plot.after(line);
  }
  if (line.textContent !== text) line.textContent = text;
}

/** The caption names the shown epoch. Epoch 0 is before training. */
export function nameEpoch(plot: HTMLElement, epoch: number): void {
  const place = plot.parentElement?.querySelector<HTMLElement>("[data-shown-epoch]");
  const text = `epoch ${epoch}`;
  if (place && place.textContent !== text) place.textContent = text;
}

/** The spec with the page's parameters, so that other viewers show the same. */
export function asShown(spec: Spec, { epoch, focus }: PageState): Spec {
  if (!Array.isArray(spec["params"])) return spec;
  const params = paramsOf(spec).map((param) => {
    if (param.name === "focus") return { ...param, value: focus };
    if (param.name !== "epoch" || typeof param.value !== "number" || epoch === undefined) return param;
    return { ...param, value: Math.min(epoch, param.value) };
  });
  return { ...spec, params };
}

function paramsOf(spec: Spec): readonly Param[] {
  return Array.isArray(spec["params"]) ? (spec["params"] as Param[]) : [];
}

const cursors = new WeakMap<Spec, boolean>();

/** Whether there is a line at the epoch: a mark of the style `cursor`. */
function marksEpoch(spec: Spec): boolean {
  const known = cursors.get(spec);
  if (known !== undefined) return known;
  const text = JSON.stringify(spec, (key, value: unknown) => (key === "data" ? undefined : value));
  const found = text.includes('"style":"cursor"');
  cursors.set(spec, found);
  return found;
}
