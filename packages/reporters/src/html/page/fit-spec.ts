type Json = Readonly<Record<string, unknown>>;

/** Axis, labels and gap beside one panel, and a legend beside all of them, in pixels. */
const beside = 86;
const legend = 110;

/** Narrower than this, legends go below the plot. */
export const narrow = 560;

/** The spec for a page column of this width: panels wrap, and what is still wider is drawn narrower. */
export function fitSpec(spec: Json, width: number): Json {
  const room = width < narrow ? width : width - legend;
  if (Array.isArray(spec["concat"])) {
    const panels = spec["concat"] as Json[];
    const widest = Math.max(...panels.map((panel) => Number(panel["width"] ?? 200))) + beside;
    const wanted = Number(spec["columns"] ?? panels.length);
    const columns = Math.max(1, Math.min(wanted, Math.floor(room / widest)));
    return { ...spec, columns, concat: panels.map((panel) => shrink(panel, room - beside)) };
  }
  return shrink(spec, room - beside);
}

function shrink(panel: Json, room: number): Json {
  const { width } = panel;
  return typeof width === "number" && width > room ? { ...panel, width: Math.max(120, Math.floor(room)) } : panel;
}
