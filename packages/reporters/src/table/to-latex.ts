import type { Cell, Table } from "./table.ts";

/** A LaTeX table of the booktabs package, with its note as caption. All text is escaped. */
export function toLatex({ name, columns, rows, note }: Table): string {
  const line = (cells: readonly string[]) => `    ${cells.join(" & ")} \\\\`;
  return [
    "% needs \\usepackage{booktabs}",
    "\\begin{table}",
    "  \\centering",
    `  \\begin{tabular}{l${"r".repeat(Math.max(0, columns.length - 1))}}`,
    "    \\toprule",
    line(columns.map(escapeLatex)),
    "    \\midrule",
    ...rows.map((row) => line(row.map(cellText))),
    "    \\bottomrule",
    "  \\end{tabular}",
    `  \\caption{${escapeLatex(note)}}`,
    `  \\label{tab:${name}}`,
    "\\end{table}",
    "",
  ].join("\n");
}

function cellText({ text, best }: Cell): string {
  return best ? `\\textbf{${escapeLatex(text)}}` : escapeLatex(text);
}

const replacements: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "±": "$\\pm$",
  "−": "$-$",
  Δ: "$\\Delta$",
};

export function escapeLatex(text: string): string {
  return text
    .replace(/[\\~^<>±−Δ]|[&%$#_{}]/g, (character) => replacements[character] ?? `\\${character}`)
    .replace(/\s+/g, " ");
}
