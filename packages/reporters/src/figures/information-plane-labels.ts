import type { VegaLiteSpec } from "@infoplane/contracts";
import type { PlaneFrame } from "./information-plane-panel.ts";
import type { PlaneRow } from "./information-plane-rows.ts";
import { atEpoch, focused } from "./parts/params.ts";
import { placeLabels, type Spot } from "./parts/place-labels.ts";

/** A label farther than this from its disc gets a leader line, in pixels. */
const leaderFrom = 14;

/** The blocks' numbers next to their discs, placed separately for each epoch that can be shown. */
export function planeLabels(rows: readonly PlaneRow[], frame: PlaneFrame): VegaLiteSpec[] {
  const values = [...new Set(rows.map((row) => row.epoch))].flatMap((epoch) => labelsAt(epoch, rows, frame));
  const text = (style: string) => ({
    data: { values },
    transform: [atEpoch],
    mark: { type: "text", style, dx: { expr: "datum.dx" }, dy: { expr: "datum.dy" } },
    encoding: { text: { field: "depth" }, opacity: focused(style === "label" ? 1 : 0.85) },
  });
  return [
    {
      data: { values: values.filter(({ far }) => far) },
      transform: [atEpoch],
      mark: { type: "rule", style: "leader", x2Offset: { expr: "datum.dx" }, y2Offset: { expr: "datum.dy" } },
      encoding: { x2: { field: "x" }, y2: { field: "y" }, opacity: focused() },
    },
    text("label-halo"),
    text("label"),
  ];
}

function labelsAt(epoch: number, rows: readonly PlaneRow[], { size, xDomain, yDomain }: PlaneFrame) {
  const pixels = (at: Spot) => ({
    x: ((at.x - xDomain[0]) / (xDomain[1] - xDomain[0])) * size,
    y: ((at.y - yDomain[0]) / (yDomain[1] - yDomain[0])) * size,
  });
  const here = rows.filter((row) => row.epoch === epoch);
  const marks = rows.filter((row) => row.epoch <= epoch).map(pixels);
  const spots = placeLabels(
    here.map((row) => ({ text: String(row.depth), anchor: pixels(row) })),
    marks,
    { width: size, height: size },
  );
  return here.map((row, i) => {
    const anchor = pixels(row);
    const spot = spots[i] ?? anchor;
    const { depth, until, x, y } = row;
    return {
      depth,
      epoch,
      until,
      x,
      y,
      far: Math.hypot(spot.x - anchor.x, spot.y - anchor.y) > leaderFrom,
      // Pixels from the disc: the same when the panel is drawn in another size.
      dx: Math.round(spot.x - anchor.x),
      dy: Math.round(anchor.y - spot.y),
    };
  });
}
