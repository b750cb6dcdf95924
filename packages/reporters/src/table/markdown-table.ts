/** A GitHub-flavoured Markdown table. Cells are text: what Markdown would read as markup is escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(" | ")} |`;
  const rule = `| ${header.map((_, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`;
  return [line(header), rule, ...rows.map(line), ""].join("\n");
}

function escapeCell(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s+/g, " ");
}
