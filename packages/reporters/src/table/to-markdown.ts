import { escapeMarkdown } from "@infoplane/contracts/escape-markdown";
import type { Cell, Table } from "./table.ts";

/** A GitHub-flavoured Markdown table with its note. Cells are text: what Markdown would read as markup is escaped. */
export function toMarkdown({ columns, rows, note }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = `| ${columns.map((_, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`;
  return [
    line(columns.map(escapeMarkdown)),
    rule,
    ...rows.map((row) => line(row.map(cellText))),
    "",
    escapeMarkdown(note),
    "",
  ].join("\n");
}

function cellText({ text, best }: Cell): string {
  return best ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text);
}
