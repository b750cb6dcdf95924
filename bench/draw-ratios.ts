import { readFileSync, writeFileSync } from "node:fs";
import { toSvg } from "@infoplane/reporters/svg";
import type { CaseResult } from "./summarise.ts";

/**
 * Draws a step's time over that of each peer, one row per network, with the spread over the rounds.
 * Usage: tsx bench/draw-ratios.ts bench/results/<date>-step.json docs/images/step-ratios.svg
 */
const [from = "", to = ""] = process.argv.slice(2);
const { results } = JSON.parse(readFileSync(from, "utf8")) as { results: readonly CaseResult[] };
const values = results
  .filter(({ suite, name }) => suite === "step" && name.includes(" e2e"))
  .flatMap(({ name, sides }) =>
    Object.entries(sides).flatMap(([peer, { ratio }]) =>
      ratio ? [{ network: name.replace(" e2e", ""), peer, ...ratio }] : [],
    ),
  );
const networks = [...new Set(values.map(({ network }) => network))];
const peers = [...new Set(values.map(({ peer }) => peer))];
const x = {
  type: "quantitative",
  scale: { type: "log", nice: false },
  axis: {
    values: [0.25, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2],
    title: "our time / its time (left of 1: we are faster)",
    format: "~g",
  },
};
const rows = {
  y: { field: "network", type: "nominal", sort: networks, title: null },
  yOffset: { field: "peer", type: "nominal", sort: peers },
  color: {
    field: "peer",
    type: "nominal",
    sort: peers,
    title: "compared with",
    legend: { labelLimit: 0 },
    scale: { scheme: "tableau10" },
  },
};
const spec = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  background: "white",
  width: 480,
  height: { step: 15 },
  data: { values },
  layer: [
    { mark: { type: "rule", color: "#888", strokeDash: [4, 4] }, encoding: { x: { datum: 1, ...x } } },
    { mark: { type: "rule", strokeWidth: 2 }, encoding: { x: { field: "min", ...x }, x2: { field: "max" }, ...rows } },
    {
      mark: { type: "point", filled: true, size: 60, opacity: 1 },
      encoding: { x: { field: "median", ...x }, ...rows },
    },
  ],
};
writeFileSync(to, await toSvg(spec));
