import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenise } from "./tokenise.ts";

const words = (text: string) => tokenise(text).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

describe("tokenise", () => {
  it("distinguishes words by their position", () => {
    expect(words('train b-{k} with e2e(train: 20%) # note\nseeds "a"')).toEqual([
      "keyword train",
      "name b-{k}",
      "keyword with",
      "name e2e",
      "punctuation (",
      "name train",
      "punctuation :",
      "number 20%",
      "punctuation )",
      "comment # note",
      "keyword seeds",
      'string "a"',
    ]);
  });

  it("covers every text in order, without overlaps", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        let end = 0;
        for (const token of tokenise(text)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
