type Json = Readonly<Record<string, unknown>>;

/** Axis, labels and gap beside one panel, and a legend beside all of them, in pixels. */
const beside = 66;
const legend = 70;

/** Narrower than this, legends go below the plot. */
export const narrow = 560;

/** Panels are drawn down to this width before they wrap. */
const smallest = 150;

/** The spec for a page column of this width: panels are drawn narrower as far as they stay readable, and wrap then. */
export function fitSpec(spec: Json, width: number): Json {
  return fit(spec, width < narrow ? width : width - legend);
}

function fit(spec: Json, room: number): Json {
  if (Array.isArray(spec["vconcat"]))
    return { ...spec, vconcat: (spec["vconcat"] as Json[]).map((row) => fit(row, room)) };
  if (!Array.isArray(spec["concat"])) return shrink(spec, room - beside);
  const panels = spec["concat"] as Json[];
  const wanted = Number(spec["columns"] ?? panels.length);
  const needed = Math.min(smallest, ...panels.map((panel) => Number(panel["width"] ?? smallest)));
  const columns = Math.max(1, Math.min(wanted, Math.floor(room / (needed + beside))));
  return { ...spec, columns, concat: panels.map((panel) => shrink(panel, room / columns - beside)) };
}

function shrink(panel: Json, room: number): Json {
  const { width, height } = panel;
  if (typeof width !== "number" || width <= room) return panel;
  const narrower = Math.max(100, Math.floor(room));
  return { ...panel, width: narrower, ...(height === width && { height: narrower }) };
}
