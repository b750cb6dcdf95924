import { describe, expect, it } from "vitest";
import { claim, claimRun } from "../test/claim-run.ts";
import { ClaimValues } from "./claim-values.ts";
import { judgeClaims, judgeValues } from "./judge-claims.ts";
import { seedsCounted } from "./verdict-table.ts";
import { verdictsMarkdown } from "./verdicts-markdown.ts";

const above = (gap: number, n: number) =>
  Array.from({ length: n }, (_, i) => [0.7 + gap + 0.001 * (i % 3), 0.7] as const);
const judged = (pairs: Parameters<typeof claimRun>[0], ...claims: Parameters<typeof claimRun>[1]) =>
  judgeClaims(claimRun(pairs, claims));
const holm = (pairs: Parameters<typeof claimRun>[0], ...claims: Parameters<typeof claimRun>[1]) =>
  judgeClaims(claimRun(pairs, claims), { correction: "holm" });

describe("a claim", () => {
  it("is supported by 5 seeds that agree, and contradicted when they agree on the contrary", () => {
    const [verdict] = judged(above(0.05, 5), claim(">"));
    expect(verdict).toMatchObject({ outcome: "supported", p: 1 / 32, adjustedP: 1 / 32, seeds: [1, 2, 3, 4, 5] });
    expect(verdict!.difference).toBeCloseTo(0.0508, 10);
    expect(judged(above(0.05, 5), claim("<"))[0]).toMatchObject({ outcome: "contradicted", pAgainst: 1 / 32 });
  });

  it("gets no verdict from one seed, nor from too few to decide; it says how many are enough", () => {
    expect(judged(above(0.5, 1), claim(">"))[0]).toMatchObject({
      outcome: "undecided",
      p: null,
      interval: null,
      reason: "so far 1 of 1 seed points that way; one seed decides nothing: at least 5 are needed",
      seedsAtLeast: 5,
    });
    expect(judged(above(0.5, 4), claim(">"))[0]).toMatchObject({
      outcome: "undecided",
      reason:
        "so far 4 of 4 seeds point that way; with 4 seeds the exact test cannot go below 0.0625: at least 5 are needed " +
        "(mean difference so far 0.501)",
    });
  });

  it("must pass its margin", () => {
    expect(judged(above(0.05, 5), claim(">", 0.04))[0]!.outcome).toBe("supported");
    expect(judged(above(0.05, 5), claim(">", 0.06))[0]!.outcome).toBe("contradicted");
    expect(judged(above(0.05, 5), claim("<", 0.01))[0]!.outcome).toBe("contradicted");
  });

  it("treats differences within rounding as none, also at the margin", () => {
    // 0.1 + 0.2 is not 0.3, and 0.3 - 0.2 is not 0.1.
    const equal = Array.from({ length: 5 }, () => [0.1 + 0.2, 0.3] as const);
    expect(judged(equal, claim(">"))[0]).toMatchObject({ outcome: "undecided", p: 1, differences: [0, 0, 0, 0, 0] });
    const apart = Array.from({ length: 5 }, () => [0.3, 0.2] as const);
    expect(apart[0]![0] - apart[0]![1]).not.toBe(0.1);
    expect(judged(apart, claim(">", 0.1))[0]).toMatchObject({ p: 1, pAgainst: 1 });
    expect(judged(apart, claim("~", 0.1))[0]).toMatchObject({ p: 1, pAgainst: 1 });
    // A side that is a difference itself: rounding is relative to its terms.
    const { left } = claim(">");
    const minus = { ...left.terms[0]!, sign: -1 as const, quantity: { ...left.terms[0]!.quantity, arm: "b" } };
    const side = { ...left, terms: [...left.terms, minus] };
    const nothing = { text: "0", terms: [], constant: 0 };
    expect(judged(equal, { ...claim(">"), left: side, right: nothing })[0]!.p).toBe(1);
    // Small real differences remain.
    expect(
      judged(
        equal.map(() => [3e-9, 2e-9] as const),
        claim(">"),
      )[0]!.p,
    ).toBe(1 / 32);
  });

  it("of closeness is supported only inside the margin on both sides", () => {
    expect(judged(above(0.005, 5), claim("~", 0.01))[0]!.outcome).toBe("supported");
    expect(judged(above(-0.005, 5), claim("~", 0.01))[0]!.outcome).toBe("supported");
    // Beyond the margin, two sides were possible, so p counts twice and 5 seeds are too few.
    expect(judged(above(0.05, 5), claim("~", 0.01))[0]).toMatchObject({ outcome: "undecided", pAgainst: 1 / 16 });
    expect(judged(above(0.05, 6), claim("~", 0.01))[0]!.outcome).toBe("contradicted");
  });

  it("is tested jointly with others of the same seeds", () => {
    const two = judged(above(0.05, 5), claim(">"), claim(">", 0.01, "by more"));
    expect(two.map(({ outcome, adjustedP, correction }) => [outcome, adjustedP, correction])).toEqual([
      ["supported", 1 / 32, "joint"],
      ["supported", 1 / 32, "joint"],
    ]);
    expect(two[0]!.reason).toBe(
      "mean difference 0.0508 over 5 seeds, 90% interval 0.05 to 0.0916; exact p 0.0313, 0.0313 jointly over 2 claims; " +
        "over seeds, for this data set",
    );
  });

  it("is corrected over the file by Holm's method if asked for", () => {
    const two = holm(above(0.05, 5), claim(">"), claim(">", 0.01, "by more"));
    expect(two.map(({ outcome, adjustedP }) => [outcome, adjustedP])).toEqual([
      ["undecided", 1 / 16],
      ["undecided", 1 / 16],
    ]);
    expect(two[0]!.reason).toMatch(
      /; with 5 seeds the exact test cannot go below 0.0313, 0.0625 over 2 claims: at least 6/,
    );
    const six = holm(above(0.05, 6), claim(">"), claim(">", 0.01, "by more"));
    expect(six.map(({ outcome }) => outcome)).toEqual(["supported", "supported"]);
    expect(six[0]!.reason).toContain("exact p 0.0156, 0.0313 after Holm over 2 claims");
  });

  it("stays undecided when seeds disagree, and says how many would decide", () => {
    const pairs = [0.04, -0.02, 0.03, 0.01, -0.01, 0.05].map((d) => [0.7 + d, 0.7] as const);
    const [verdict] = judged(pairs, claim(">"));
    expect(verdict).toMatchObject({ outcome: "undecided", seedsAtLeast: 5 });
    expect(verdict!.seedsNeeded).toBeGreaterThan(6);
    expect(verdict!.reason).toMatch(/exact p 0\.\d+; over seeds, for this data set; about \d+ seeds would decide$/);
  });

  it("says how many seeds support it so far when it is undecided", () => {
    const pairs = [0.03, 0.02, 0.01, -0.02].map((d) => [0.7 + d, 0.7] as const);
    const said = (...of: Parameters<typeof claim>) => {
      const [verdict] = judged(pairs, claim(...of));
      return [verdict!.seedsFor, verdict!.reason.split(";")[0]];
    };
    expect(said(">")).toEqual([3, "so far 3 of 4 seeds point that way"]);
    expect(said("<")).toEqual([1, "so far 1 of 4 seeds point that way"]);
    // What is at the margin, up to rounding, is on neither side.
    expect(said(">", 0.02)).toEqual([1, "so far 1 of 4 seeds pass the margin"]);
    expect(said("<", 0.03)).toEqual([0, "so far 0 of 4 seeds pass the margin"]);
    expect(said("~", 0.02)).toEqual([1, "so far 1 of 4 seeds are within the margin"]);
    expect(judged(above(0.05, 5), claim("<"))[0]!.reason).not.toContain("so far");
  });

  describe("that lacks the value of a seed", () => {
    // Five of seven seeds are left, and all of them support the claim, or all contradict it.
    const without = (relation: ">" | "<" | "~", ...seeds: readonly number[]) => {
      const margin = relation === "~" ? 0.1 : undefined;
      const run = claimRun(above(0.05, 7), [claim(relation, margin)]);
      const records = run.records.filter(({ arm, seed }) => !(arm === "b" && seeds.includes(seed)));
      return judgeClaims({ ...run, records })[0]!;
    };

    it.each([">", "<", "~"] as const)("is undecided, whatever it claims: %s", (relation) => {
      expect(without(relation).outcome).toBe({ ">": "supported", "<": "contradicted", "~": "supported" }[relation]);
      for (const seeds of [[2, 5], [7]]) {
        expect(without(relation, ...seeds)).toMatchObject({
          outcome: "undecided",
          p: null,
          adjustedP: null,
          pAgainst: null,
          adjustedPAgainst: null,
          interval: null,
          test: null,
          seedsNeeded: null,
          lacking: seeds.map((seed) => ({ seed, why: "accuracy[b]: no record of epoch 4" })),
        });
      }
    });

    it("says how many seeds lack it, which, and why", () => {
      expect(without(">", 2, 5).reason).toBe(
        "so far 5 of 5 seeds point that way; 2 of 7 seeds have no value, and might speak against any verdict (mean " +
          "difference of the others 0.0508); seeds 2, 5: accuracy[b]: no record of epoch 4",
      );
      expect(without(">", 1, 2, 3, 4, 5, 6, 7).reason).toBe(
        "no seed has both sides: accuracy[b]: no record of epoch 4",
      );
      expect(seedsCounted(without(">", 2, 5))).toBe("5 of 7");
    });

    it("keeps its share of the level: the others do not become easier", () => {
      const run = claimRun(above(0.05, 5), [claim(">"), claim(">", 0.01, "of another epoch")]);
      const { left } = claim(">");
      const lost = { ...left.terms[0]!, quantity: { ...left.terms[0]!.quantity, selector: { measure: "none" } } };
      const [whole, broken] = [
        run,
        claimRun(above(0.05, 5), [claim(">"), { ...claim(">"), left: { ...left, terms: [lost] } }]),
      ];
      expect(judgeClaims(whole).map(({ adjustedP }) => adjustedP)).toEqual([1 / 32, 1 / 32]);
      expect(judgeClaims(broken).map(({ adjustedP }) => adjustedP)).toEqual([2 / 32, null]);
    });

    it("is a failed run, a null value, or a missing epoch", () => {
      const run = claimRun(above(0.05, 6), [claim(">")]);
      const at = { epoch: 2, step: 10 };
      const cells = [6].map((seed) => ({
        hash: "c",
        arm: "b",
        seed,
        status: { state: "failed" as const, at, code: "x", message: "the loss is not finite." },
      }));
      expect(judgeClaims({ ...run, cells })[0]!.reason).toContain(
        "; seed 6: accuracy[b]: failed in epoch 3: the loss is not finite",
      );
      const nothing = run.records.map((row) => (row.arm === "a" && row.seed === 3 ? { ...row, value: null } : row));
      expect(judgeClaims({ ...run, records: nothing })[0]!).toMatchObject({
        outcome: "undecided",
        lacking: [{ seed: 3, why: "accuracy[a]: no number at epoch 4" }],
      });
      const early = run.records.map((row) => (row.arm === "a" && row.seed === 3 ? { ...row, epoch: 3 } : row));
      expect(judgeClaims({ ...run, records: early })[0]!.outcome).toBe("undecided");
    });
  });

  it("counts the seeds that its own arms were to be trained with; claims with other seeds switch to Holm's method", () => {
    // In a comparison, one arm has five seeds, the other eight.
    const run = claimRun(above(0.05, 8), [claim(">")]);
    const planned = (arm: string) => (arm === "a" ? [1, 2, 3, 4, 5] : run.experiment.seeds);
    expect(judgeClaims(run, { planned })[0]).toMatchObject({
      outcome: "supported",
      seeds: [1, 2, 3, 4, 5],
      lacking: [],
    });
    const alone = { ...claim(">"), left: claim(">").right, right: { text: "0", terms: [], constant: 0 } };
    const both = judgeClaims({ ...run, experiment: { ...run.experiment, claims: [claim(">"), alone] } }, { planned });
    expect(both.map(({ correction, seeds, adjustedP }) => [correction, seeds.length, adjustedP])).toEqual([
      ["holm", 5, 1 / 32],
      ["holm", 8, 2 / 256],
    ]);
  });

  it("says what it holds for, and shows how skewed the differences are", () => {
    const run = claimRun(
      [0.05, 0.06, 0.055, 0.052, 0.058, 0.004].map((d) => [0.7 + d, 0.7] as const),
      [claim(">")],
    );
    const measures = [
      {
        name: "accuracy",
        options: {},
        label: "accuracy",
        when: { every: 1 },
        probe: { split: "train" as const, samples: 256 },
      },
    ];
    const [verdict] = judgeClaims({ ...run, experiment: { ...run.experiment, measures } });
    expect(verdict).toMatchObject({
      outcome: "supported",
      scope: "over seeds, for this data set and probe(train, 256)",
    });
    expect(verdict!.skewness).toBeCloseTo(-2.28355, 4);
    expect(verdict!.reason).toContain("; but the differences are skewed (-2.3), where the test");
    const [other] = judgeClaims({ ...run, experiment: { ...run.experiment, claims: [claim("<")] } });
    expect(other!.reason).toContain("but the differences are skewed");
    const turned = run.records.map((row) => ({ ...row, arm: row.arm === "a" ? "b" : "a" }));
    // Reversed, the long tail is on the other side: the claimed direction is safe only if the sign is reversed as well.
    expect(judgeClaims({ ...run, records: turned })[0]!.reason).toContain("but the differences are skewed (+2.3)");
    expect(judged(above(0.05, 6), claim(">"))[0]!.reason).not.toContain("skewed");
  });

  it("gives the same verdict when it sees one run after the other", () => {
    const run = claimRun(above(0.05, 6), [claim(">"), claim("~", 0.1)]);
    const values = new ClaimValues(run.experiment);
    for (const seed of [6, 1, 2, 3, 4, 5]) {
      for (const arm of ["a", "b"]) {
        const own = run.records.filter((row) => row.arm === arm && row.seed === seed);
        values.take({ arm, seed }, own);
      }
    }
    expect(judgeValues(run.experiment, values)).toEqual(judgeClaims(run));
  });

  it("can be rendered as Markdown", () => {
    const text = verdictsMarkdown("made-up", judged(above(0.05, 5), claim(">", 0.01, "a | b")));
    expect(text).toContain("| a \\| b | supported | 0.0508 |");
    expect(text).toMatch(/ \| 5 \| 5 of 5 \|\n/);
    expect(text).toContain("at most 5% for any wrong *supported*, and 5% for any wrong *contradicted*");
    expect(text).toContain("`accuracy[a] > accuracy[b] by 0.01`");
  });

  it("lets no text of an experiment become markup", () => {
    const hostile = "<script> [x](javascript:alert(1)) $x$ __b__";
    const verdicts = judged(above(0.05, 5), claim(">", 0.01, `${hostile} | b`));
    const text = verdictsMarkdown(hostile, verdicts, ["runs/a\n# b\u001b[2J"]);
    const plain = "\\<script\\> \\[x\\](javascript:alert(1)) \\$x\\$ \\_\\_b\\_\\_";
    expect(text.startsWith(`# Claims of ${plain}\n`)).toBe(true);
    expect(text).toContain(`\n## ${plain} \\| b\n`);
    expect(text).toContain("\n**Left out**: runs/a \\# b \\[2J\n");
    expect(text).not.toContain(hostile);
  });
});
