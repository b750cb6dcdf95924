export * from "./plugins.ts";
export * from "./figures/collect-figures.ts";
export * from "./figures/draw-figures.ts";
export * from "./stats/summary.ts";
export * from "./stats/summarise-by.ts";
export * from "./stats/t-critical.ts";
