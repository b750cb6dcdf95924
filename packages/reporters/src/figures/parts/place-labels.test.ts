import { expect, it } from "vitest";
import { placeLabels } from "./place-labels.ts";

const panel = { width: 220, height: 220 };

it("keeps labels of crowded ends apart and inside the panel", () => {
  const labels = Array.from({ length: 10 }, (_, i) => ({
    text: String(i + 1),
    anchor: { x: 212 + (i % 3), y: 100 + i * 2 },
  }));
  const spots = placeLabels(labels, [], panel);
  for (const [i, a] of spots.entries()) {
    expect(a.x).toBeGreaterThan(4);
    expect(a.x).toBeLessThan(panel.width - 4);
    for (const b of spots.slice(i + 1)) {
      expect(Math.abs(a.x - b.x) > 7 || Math.abs(a.y - b.y) > 10).toBe(true);
    }
  }
});

it("prefers the side without paths", () => {
  const path = Array.from({ length: 30 }, (_, i) => ({ x: 100 + i * 2, y: 100 }));
  const [spot] = placeLabels([{ text: "1", anchor: { x: 100, y: 100 } }], path, panel);
  expect(Math.abs(spot!.y - 100) > 6 || spot!.x < 100).toBe(true);
});
