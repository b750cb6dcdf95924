type Json = Readonly<Record<string, unknown>>;

/** Axis, labels and gap next to one panel, and a legend next to all of them, in pixels. */
const sides = 66;
const legend = 70;

/** Narrower than this, legends go below the plot. */
export const narrow = 560;

/** Panels shrink to this width before they wrap. */
const defaultSmallest = 150;

/** Panels grow by this factor at most to fill the column. */
const mostGrowth = 1.35;

/** The spec for a column of this width: panels fill it while they stay readable and of sensible size, or wrap. */
export function fitSpec(spec: Json, width: number, smallest = defaultSmallest): Json {
  return fitRoom(spec, roomIn(width), smallest);
}

/** The part of a column of this width that is left for the panels. */
export function roomIn(width: number): number {
  return width < narrow ? width : width - legend;
}

/** As {@link fitSpec}, for the room that is left for the panels. */
export function fitRoom(spec: Json, room: number, smallest = defaultSmallest): Json {
  return fit(spec, room, smallest);
}

/** The room that the panels of a fitted spec take up: any larger room gives the same, unless more fit side by side. */
export function roomTaken(spec: Json): number {
  if (Array.isArray(spec["vconcat"])) return Math.max(...(spec["vconcat"] as Json[]).map(roomTaken));
  if (spec["facet"] && spec["spec"]) {
    const panel = spec["spec"] as Json;
    return Number(spec["columns"] ?? 1) * (widthOf(panel) + gapOf(spec)) + sides;
  }
  if (!Array.isArray(spec["concat"])) return widthOf(spec) + sides;
  const panels = spec["concat"] as Json[];
  return Number(spec["columns"] ?? panels.length) * (Math.max(...panels.map(widthOf)) + sides);
}

function fit(spec: Json, room: number, smallest: number): Json {
  if (Array.isArray(spec["vconcat"]))
    return { ...spec, vconcat: (spec["vconcat"] as Json[]).map((row) => fit(row, room, smallest)) };
  if (spec["facet"] && spec["spec"]) return fitFacet(spec, room, smallest);
  if (!Array.isArray(spec["concat"])) return resize(spec, room - sides, 1);
  const panels = spec["concat"] as Json[];
  const wanted = Number(spec["columns"] ?? panels.length);
  const needed = Math.min(smallest, ...panels.map((panel) => Number(panel["width"] ?? smallest)));
  const columns = Math.max(1, Math.min(wanted, Math.floor(room / (needed + sides))));
  const growth = columns === wanted ? mostGrowth : 1;
  return { ...spec, columns, concat: panels.map((panel) => resize(panel, room / columns - sides, growth)) };
}

/** Panels of a facet share axes, except at the edge or if the spec says so. */
function fitFacet(spec: Json, room: number, smallest: number): Json {
  const panel = spec["spec"] as Json;
  const gap = gapOf(spec);
  const wanted = Number(spec["columns"] ?? 1);
  const needed = Math.min(smallest, Number(panel["width"] ?? smallest));
  const columns = Math.max(1, Math.min(wanted, Math.floor((room - sides) / (needed + gap))));
  return { ...spec, columns, spec: resize(panel, (room - sides) / columns - gap, 1) };
}

function gapOf(facet: Json): number {
  return facet["resolve"] ? sides : 30;
}

/** Infinite if the spec leaves the width open: then no panel says how much is taken. */
function widthOf({ width }: Json): number {
  return typeof width === "number" ? width : Infinity;
}

function resize(panel: Json, room: number, growth: number): Json {
  const { width, height } = panel;
  if (typeof width !== "number") return panel;
  const fitted = Math.max(60, Math.floor(Math.min(room, width * growth)));
  return { ...panel, width: fitted, ...(height === width && { height: fitted }) };
}
