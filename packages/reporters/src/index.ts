export * from "./stats/summary.ts";
export * from "./table/final-rows.ts";
