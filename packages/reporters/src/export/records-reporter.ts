import { defineReporter, z } from "@infoplane/contracts";
import { recordsPath } from "./records-path.ts";

const formats = ["csv", "parquet", "jsonl"] as const;

/** All records as files for other programs. The writers are loaded when a report is rendered. */
export const records = defineReporter({
  name: "records",
  summary: "all records as tidy CSV, Parquet and JSONL",
  options: z.strictObject({
    formats: z
      .array(z.enum(formats))
      .default([...formats])
      .describe("which files: csv, parquet, jsonl"),
  }),
  positional: ["formats"],
  create: ({ formats: wanted }) => ({
    async *render(run) {
      if (wanted.includes("csv")) {
        const { recordsCsv } = await import("./records-csv.ts");
        yield { path: recordsPath(run, "csv"), content: recordsCsv(run) };
      }
      if (wanted.includes("parquet")) {
        const { recordsParquet } = await import("./records-parquet.ts");
        yield { path: recordsPath(run, "parquet"), content: recordsParquet(run) };
      }
      if (wanted.includes("jsonl")) {
        const { recordsJsonl } = await import("./records-jsonl.ts");
        yield { path: recordsPath(run, "jsonl"), content: recordsJsonl(run) };
      }
    },
  }),
});
