import { leftOutSentences } from "../select/warnings.ts";
import { blocksTable } from "./blocks-table.ts";
import type { RunView } from "@infoplane/contracts";
import { claimsTable } from "./claims-table.ts";
import { differencesTable } from "./differences-table.ts";
import { finalTable } from "./final-table.ts";
import { nhsicTable } from "./nhsic-table.ts";
import type { Table } from "./table.ts";

/** All tables of a run, in the order of the report. Their notes say first what their numbers leave out. */
export function collectTables(run: RunView): Table[] {
  const leftOut = leftOutSentences(run.leftOut);
  return [finalTable(run), differencesTable(run), blocksTable(run), claimsTable(run), nhsicTable(run)].flatMap(
    (table) => (table ? { ...table, note: [...leftOut, table.note].join(" ") } : []),
  );
}
