import type { Cell, Table } from "./table.ts";

/** A GitHub-flavoured Markdown table with its note. Cells are text: what Markdown would read as markup is escaped. */
export function toMarkdown({ columns, rows, note }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = `| ${columns.map((_, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`;
  return [
    line(columns.map(escapeCell)),
    rule,
    ...rows.map((row) => line(row.map(cellText))),
    "",
    escapeCell(note),
    "",
  ].join("\n");
}

function cellText({ text, best }: Cell): string {
  return best ? `**${escapeCell(text)}**` : escapeCell(text);
}

function escapeCell(text: string): string {
  return (
    text
      .replace(/[\\|`*_<>[\]~#&!$]/g, "\\$&")
      .replace(/[\s\p{Cc}]+/gu, " ")
      // GitHub makes links of addresses, whatever is around them.
      .replace(/\bwww(?=\.)|:(?=\/\/)/gi, (start) => (start === ":" ? "\\:" : `${start}\\`))
      .replace(/^(\s*\d*)([-+.)])(?=\s|$)/, "$1\\$2")
  );
}
