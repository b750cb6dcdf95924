/// <reference lib="dom" />
import type { View } from "vega";
import type { PageFigure } from "./page-data.ts";
import { nameEpoch, shownEpoch, showEpoch } from "./shown-epoch.ts";
import { change, current, onChange } from "./state.ts";

/** The views on the page with their specs, and the last epoch of those that show one. */
const views = new Map<
  HTMLElement,
  { readonly view: View; readonly spec: PageFigure["spec"]; readonly last: number | undefined }
>();
let waiting = false;

/** Connects a drawn figure to the state of the page: its parameters follow the state, its marks change it. */
export function driveView(plot: HTMLElement, view: View, spec: PageFigure["spec"]): void {
  views.set(plot, { view, spec, last: has(view, "epoch") ? (view.signal("epoch") as number) : undefined });
  view.addEventListener("mouseover", (_, item) => change({ pointed: depthOf(item) }));
  view.addEventListener("mouseout", () => change({ pointed: 0 }));
  apply(plot);
}

export function forgetView(plot: HTMLElement): void {
  views.delete(plot);
}

onChange(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    for (const plot of views.keys()) apply(plot);
  });
});

function apply(plot: HTMLElement): void {
  const known = views.get(plot);
  if (!known || plot.offsetParent === null) return;
  const { view, spec, last } = known;
  const { epoch, focus, pointed } = current();
  if (last !== undefined) {
    showEpoch(plot, shownEpoch(spec, epoch));
    nameEpoch(plot, epoch === undefined ? last : Math.min(epoch, last));
  }
  const wanted: [string, unknown][] = [
    ["focus", pointed || focus],
    ["epoch", epoch === undefined || last === undefined ? last : Math.min(epoch, last)],
  ];
  const changed = wanted.filter(([name, value]) => has(view, name) && view.signal(name) !== value);
  if (changed.length === 0) return;
  for (const [name, value] of changed) view.signal(name, value);
  void view.runAsync();
}

function depthOf(item: unknown): number {
  const datum = (item as { datum?: { depth?: unknown } } | null | undefined)?.datum;
  return typeof datum?.depth === "number" ? datum.depth : 0;
}

function has(view: View, signal: string): boolean {
  try {
    view.signal(signal);
    return true;
  } catch {
    return false;
  }
}
