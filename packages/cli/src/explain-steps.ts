/** What `explain --step` can show. Apart from the command, so that the program knows its options without loading it. */
export const explainSteps = ["ast", "experiment", "plan", "diff"] as const;
export type ExplainStep = (typeof explainSteps)[number];
