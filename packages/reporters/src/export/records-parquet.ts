import type { RunView } from "@infoplane/contracts";
import { parquetWriteBuffer } from "hyparquet-writer";
import { allRecords } from "../select/all-records.ts";
import { recordColumns } from "./records-csv.ts";

/** Integer columns, whatever the values happen to be. */
const whole = new Set(["seed", "epoch", "step", "depth", "draw"]);

/**
 * All records as Parquet (Snappy): one nullable column for each column of the CSV; text as UTF-8, seed, epoch, step,
 * depth and draw as int32, other numbers as double. A column that mixes numbers and text is text. What the records
 * leave out is in the file's metadata, under `left out`.
 */
export function recordsParquet(run: RunView): Uint8Array {
  const records = allRecords(run);
  const columnData = recordColumns(records).map((name) => {
    const values = records.map((record) => record[name] ?? null);
    const type = typeOf(name, values);
    const data = type === "STRING" ? values.map((value) => (value === null ? null : String(value))) : values;
    return { name, data, type, nullable: true };
  });
  const { leftOut } = run;
  const kvMetadata = leftOut ? [{ key: "left out", value: leftOut.join("\n") }] : [];
  return new Uint8Array(parquetWriteBuffer({ columnData, ...(leftOut && { kvMetadata }) }));
}

function typeOf(name: string, values: readonly unknown[]): "INT32" | "DOUBLE" | "BOOLEAN" | "STRING" {
  const kinds = new Set<string>();
  for (const value of values) if (value !== null) kinds.add(typeof value);
  if (kinds.size > 1 || kinds.has("string")) return "STRING";
  if (kinds.has("boolean")) return "BOOLEAN";
  return whole.has(name) ? "INT32" : "DOUBLE";
}
