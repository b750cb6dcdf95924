import type { Summary } from "./summary.ts";

/** How the spread over seeds is shown: lowest to highest seed, 95 % interval, standard deviation, or every seed. */
export const spreads = ["range", "ci", "sd", "seeds"] as const;
export type Spread = (typeof spreads)[number];

/** With two seeds the 95 % interval is 9 sd to either side: it would say nothing and compress everything else. */
export const intervalFrom = 3;

/** The band of a figure that draws no single seeds: their range if they are requested. */
export const bandInstead = (spread: Spread): Spread => (spread === "seeds" ? "range" : spread);

/** Lower and upper edge of the band around a mean; both the mean itself if no band can be drawn. */
export function bandOf(summary: Summary, spread: Spread): { readonly low: number; readonly high: number } {
  const { mean } = summary;
  const around = (half: number | undefined) => ({ low: mean - (half ?? 0), high: mean + (half ?? 0) });
  switch (spread) {
    case "range":
      return { low: summary.low, high: summary.high };
    case "ci":
      return around(summary.n >= intervalFrom ? summary.halfWidth : undefined);
    case "sd":
      return around(summary.sd);
    case "seeds":
      return around(undefined);
  }
}

/** What the bands are, for a caption. `of` says what they surround. */
export function bandText(spread: Spread, of = ""): string {
  const around = of === "" ? "" : ` ${of}`;
  switch (spread) {
    case "range":
      return `Bands span the lowest and highest seed${around}.`;
    case "ci":
      return `Bands: 95% Student interval of the mean over seeds${around}, for this data set and probe, from ${intervalFrom} seeds on.`;
    case "sd":
      return `Bands: mean ± standard deviation over seeds${around}.`;
    case "seeds":
      return `Thin lines: single seeds${around}.`;
  }
}
