import { describe, expect, it } from "vitest";
import { meanOverDraws } from "./mean-over-draws.ts";
import { alike, identityColumns } from "./record-identity.ts";
import type { RunRecord } from "./record.ts";

const row = (columns: Partial<RunRecord>): RunRecord => ({
  cell: "c",
  arm: "e2e",
  seed: 1,
  epoch: 2,
  step: 20,
  quantity: "nhsic(X, Z)",
  value: 1,
  block: "block1",
  depth: 1,
  ...columns,
});
const none = () => [];

describe("meanOverDraws", () => {
  it("merges the draws into one record with mean and band, and leaves other records alone", () => {
    const other = row({ quantity: "accuracy", value: 0.3 });
    const rows = [
      row({ draw: 1, value: 1, corrected: 0.1, p: 0.02, samples: 512 }),
      row({ draw: 2, value: 2, corrected: 0.3, p: 0.04, samples: 512 }),
      row({ draw: 3, value: 6, corrected: 0.2, p: 0.9, samples: 512 }),
    ];
    const { records, draws } = meanOverDraws([rows[0]!, other, rows[1]!, rows[2]!], none);
    expect(draws).toEqual(rows);
    expect(records[1]).toBe(other);
    expect(records).toHaveLength(2);
    const { corrected, p, corrected_draw_sd: sd, ...mean } = records[0]!;
    expect(mean).toEqual({
      ...row({ value: 3, samples: 512 }),
      draws: 3,
      draw_low: 1,
      draw_high: 6,
      draw_sd: Math.sqrt(7),
      corrected_draw_low: 0.1,
      corrected_draw_high: 0.3,
    });
    expect(corrected).toBeCloseTo(0.2, 12);
    expect(sd).toBeCloseTo(0.1, 12);
    // Twice the mean of the p values.
    expect(p).toBeCloseTo((2 * 0.96) / 3, 12);
  });

  it("keeps seeds, blocks and epochs apart, and has no number if one draw has none", () => {
    const rows = [1, 2].flatMap((draw) => [
      row({ draw, value: draw }),
      row({ draw, value: draw, seed: 2 }),
      row({ draw, value: draw === 1 ? null : 3, block: "block2", depth: 2 }),
    ]);
    const { records } = meanOverDraws(rows, none);
    expect(records.map(({ seed, block, value }) => [seed, block, value])).toEqual([
      [1, "block1", 1.5],
      [2, "block1", 1.5],
      [1, "block2", null],
    ]);
    expect(records[2]).toMatchObject({ draws: 2, draw_low: null, draw_high: null, draw_sd: null });
  });

  it("returns records without draws unchanged", () => {
    const rows = [row({}), row({ epoch: 3 })];
    expect(meanOverDraws(rows, none)).toEqual({ records: rows, draws: [] });
  });
});

describe("the identity of a record", () => {
  it("is place, time, quantity and draw; values do not count", () => {
    const first = row({ unit: 1 });
    for (const other of [
      { epoch: 3 },
      { seed: 2 },
      { block: "block2" },
      { split: "test" as const },
      { draw: 2 },
      { other: "b" },
    ]) {
      expect(alike([first, row({ unit: 1, ...other })], none)).toBeUndefined();
    }
    const second = row({ unit: 2, value: 9, note: "x" });
    expect(alike([first, second], none)).toEqual([first, second]);
    const declared = identityColumns([{ label: "nhsic(X, Z)", identity: ["unit"] }]);
    expect(alike([first, second], declared)).toBeUndefined();
    expect(alike([row({ quantity: "cka", unit: 1 }), row({ quantity: "cka", unit: 2 })], declared)).toBeDefined();
  });
});
