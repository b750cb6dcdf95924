export * from "./stats/summary.ts";
export * from "./table/final-rows.ts";
export { warnings } from "./select/warnings.ts";
export { shareText } from "./format/format-share.ts";
export { answerText } from "./html/sections/answer-text.ts";
