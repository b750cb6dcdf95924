import type { MeasureSpec } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { measuredLater } from "../measure/measure-run.ts";

const named = (label: string): MeasureSpec => ({ name: "any", options: {}, label, when: { every: 1 } });
const source = "experiment later\nmeasure nhsic(X, Z) at end\n";
const text = "measure nhsic(X, Z), cka(X, Z, kernel: linear), loss on probe(train, 64) every 1 epoch";
const measures = ["nhsic(X, Z)", "cka(X, Z)", "loss"].map(named);

describe("the text of an experiment that was measured later", () => {
  it("includes what was asked for, and no measure twice", () => {
    const after = measuredLater(source, { text, measures }, [named("nhsic(X, Z)")]);
    expect(after).toBe(
      `${source}\n# measured later\nmeasure cka(X, Z, kernel: linear), loss on probe(train, 64) every 1 epoch\n`,
    );
    expect(measuredLater(after, { text, measures }, measures)).toBe(after);
  });
});
