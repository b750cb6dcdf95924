/** A point in pixels from the panel's lower left corner. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A label to place next to its anchor. */
export interface Label {
  readonly text: string;
  readonly anchor: Spot;
}

export interface Panel {
  readonly width: number;
  readonly height: number;
}

const radii = [10, 13, 17, 22, 28, 35, 44, 55];
const directions = Array.from({ length: 24 }, (_, i) => (i * Math.PI) / 12);
const charWidth = 7.6;
const lineHeight = 11;

/**
 * Centres of labels next to their anchors: each takes the cheapest position; covering another label or an anchor costs
 * most, then marks, then distance. Greedy, in the order given; deterministic.
 */
export function placeLabels(labels: readonly Label[], marks: readonly Spot[], panel: Panel): Spot[] {
  const placed: { readonly spot: Spot; readonly text: string }[] = [];
  for (const { text, anchor } of labels) {
    const near = nearMarks(anchor);
    let best: { spot: Spot; cost: number } | undefined;
    for (const radius of radii) {
      // No position farther out can cost less than its distance.
      if (best && best.cost <= radius) break;
      for (const angle of directions) {
        const spot = { x: anchor.x + radius * Math.cos(angle), y: anchor.y + radius * Math.sin(angle) };
        const cost = radius + costOf(spot, text, near);
        if (!best || cost < best.cost) best = { spot, cost };
      }
    }
    placed.push({ spot: best?.spot ?? anchor, text });
  }
  return placed.map(({ spot }) => spot);

  /** Marks that a label of this anchor could cover: keeps long paths cheap. */
  function nearMarks(anchor: Spot): Spot[] {
    const reach = Math.max(...radii) + 3 * charWidth;
    return marks.filter((mark) => Math.abs(mark.x - anchor.x) < reach && Math.abs(mark.y - anchor.y) < reach);
  }

  function costOf(spot: Spot, text: string, near: readonly Spot[]): number {
    const halfWidth = (text.length * charWidth) / 2 + 1;
    const halfHeight = lineHeight / 2;
    const outside =
      spot.x < halfWidth ||
      spot.y < halfHeight ||
      spot.x > panel.width - halfWidth ||
      spot.y > panel.height - halfHeight;
    let cost = outside ? 1e5 : 0;
    for (const p of placed) {
      if (covers(spot, p.spot, halfWidth + (p.text.length * charWidth) / 2, halfHeight * 2)) cost += 1e4;
    }
    for (const { anchor } of labels) if (covers(spot, anchor, halfWidth + 4, halfHeight + 4)) cost += 500;
    for (const mark of near) if (covers(spot, mark, halfWidth + 1, halfHeight + 1)) cost += 8;
    return cost;
  }
}

function covers(a: Spot, b: Spot, width: number, height: number): boolean {
  return Math.abs(a.x - b.x) < width && Math.abs(a.y - b.y) < height;
}
