import { flipInterval, flipStatistic, holm, namedStream, signFlips, skewed, stepDown } from "@infoplane/analysis";
import { mean, sampleSkewness } from "simple-statistics";

/**
 * How often the tests of claims are wrong, and how often they decide, on simulated differences: the tables of
 * docs/claims.md. Deterministic. Usage: npx tsx scripts/claims-monte-carlo.ts [experiments of each kind]
 */
const experiments = Number(process.argv[2] ?? 1000);
const level = 0.05;
const seeds = [5, 6, 8, 12] as const;

/** With mean 0 and standard deviation 1, from a uniform stream. */
const shapes = {
  normal: (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  "left-skewed": (random: () => number) => 1 + Math.log(1 - random()),
  // Student's t with 3 degrees of freedom: a normal number over the root of a mean of three squared ones.
  "heavy-tailed": (random: () => number) => {
    const squares = [0, 0, 0].map(() => shapes.normal(random) ** 2);
    return shapes.normal(random) / Math.sqrt(mean(squares)) / Math.sqrt(3);
  },
};
type Shape = keyof typeof shapes;

/** Differences of claims, seed by seed, all with this effect, with a component that all claims share. */
function made(random: () => number, shape: Shape, n: number, claims: number, correlation: number, effect: number) {
  const draw = shapes[shape];
  const shared = Array.from({ length: n }, () => draw(random));
  return Array.from({ length: claims }, () =>
    shared.map((common) => effect + Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * draw(random)),
  );
}

/** Share of experiments with any claim supported, and mean share of claims supported: by Holm's method, and jointly. */
function supported(shape: Shape, n: number, claims: number, correlation: number, effect: number) {
  const random = namedStream(`claims ${shape} ${n} ${claims} ${correlation} ${effect}`);
  const flips = signFlips(n);
  const counts = { holm: { any: 0, all: 0 }, joint: { any: 0, all: 0 } };
  for (let i = 0; i < experiments; i++) {
    const tested = made(random, shape, n, claims, correlation, effect).map((differences) => {
      const statistic = flipStatistic(differences, flips);
      const flipped = statistic.flipped();
      return { statistics: [{ ...statistic, flipped: () => flipped }], mode: "any" as const };
    });
    const { p, adjusted } = stepDown(tested, flips);
    for (const [name, own] of [
      ["holm", holm(p)],
      ["joint", adjusted],
    ] as const) {
      const passed = own.filter((value) => value <= level).length;
      counts[name].any += passed > 0 ? 1 : 0;
      counts[name].all += passed / claims;
    }
  }
  const percent = (count: number) => (count / experiments) * 100;
  const told = ({ any, all }: { any: number; all: number }) => ({ any: percent(any), all: percent(all) });
  return { holm: told(counts.holm), joint: told(counts.joint) };
}

const families = [
  { claims: 1, correlation: 0, text: "one" },
  { claims: 10, correlation: 0, text: "ten, independent" },
  { claims: 10, correlation: 0.8, text: "ten, correlated 0.8" },
] as const;
const one = (value: number) => value.toFixed(1);

console.log(
  `${experiments} experiments of each kind; of each pair the first is by Holm's method, the second jointly.\n`,
);
for (const { title, effect, of } of [
  { title: "Any false `supported`, of experiments without an effect, %", effect: 0, of: "any" },
  { title: "Claims supported of those that are true, effect of 1.5 standard deviations, %", effect: 1.5, of: "all" },
] as const) {
  console.log(`${title}\n`);
  console.log(`| differences | claims | ${seeds.map((n) => `${n} seeds`).join(" | ")} |`);
  console.log(`| --- | --- | ${seeds.map(() => "---").join(" | ")} |`);
  for (const shape of Object.keys(shapes) as Shape[]) {
    for (const { claims, correlation, text } of families) {
      const cells = seeds.map((n) => {
        const { holm: before, joint } = supported(shape, n, claims, correlation, effect);
        return claims === 1 ? one(joint[of]) : `${one(before[of])}, ${one(joint[of])}`;
      });
      console.log(`| ${shape} | ${text} | ${cells.join(" | ")} |`);
    }
  }
  console.log("");
}

/** For one claim: how often a supported claim gets the warning, when it is true and when it is false. */
console.log("Warned of as skewed, of the claims that are supported, %, and what is left of the false ones, %\n");
console.log("| from skewness | differences | " + seeds.map((n) => `${n} seeds`).join(" | ") + " |");
console.log(`| --- | --- | ${seeds.map(() => "---").join(" | ")} |`);
const thresholds = [0.5, 0.75, skewed, 1.25, 1.5];
for (const [shape, effect] of [
  ["left-skewed", 0],
  ["normal", 1.5],
  ["normal", 0],
] as const) {
  const bySeeds = seeds.map((n) => {
    const random = namedStream(`skewed ${shape} ${n} ${effect}`);
    const flips = signFlips(n);
    const skewnesses: number[] = [];
    for (let i = 0; i < experiments * 2; i++) {
      const [differences = []] = made(random, shape, n, 1, 0, effect);
      const { p } = stepDown([{ statistics: [flipStatistic(differences, flips)], mode: "any" }], flips);
      if ((p[0] ?? 1) <= level) skewnesses.push(sampleSkewness(differences));
    }
    return skewnesses;
  });
  for (const threshold of thresholds) {
    const cells = bySeeds.map((skewnesses) => {
      const warned = skewnesses.filter((value) => value <= -threshold).length;
      const left = ((skewnesses.length - warned) / (experiments * 2)) * 100;
      return `${one((warned / skewnesses.length) * 100)}, ${one(left)}`;
    });
    console.log(`| ${threshold} | ${shape}, effect ${effect} | ${cells.join(" | ")} |`);
  }
}

console.log("\nThe interval of one claim alone covers the true mean, %\n");
console.log(`| differences | ${seeds.map((n) => `${n} seeds`).join(" | ")} |`);
console.log(`| --- | ${seeds.map(() => "---").join(" | ")} |`);
for (const shape of Object.keys(shapes) as Shape[]) {
  const cells = seeds.map((n) => {
    const random = namedStream(`cover ${shape} ${n}`);
    let covered = 0;
    for (let i = 0; i < experiments; i++) {
      const { low, high } = flipInterval(made(random, shape, n, 1, 0, 0)[0] ?? [], level);
      if ((low ?? -Infinity) <= 0 && (high ?? Infinity) >= 0) covered++;
    }
    return one((covered / experiments) * 100);
  });
  console.log(`| ${shape} | ${cells.join(" | ")} |`);
}
