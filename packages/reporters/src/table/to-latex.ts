import { plainLine } from "@infoplane/contracts/plain-line";
import type { Cell, Table } from "./table.ts";

/** Rows that fit on a page. */
const pageRows = 35;

/**
 * A LaTeX table of the booktabs package, with its note as caption; one that exceeds a page is a longtable. Text is
 * left-aligned, numbers right-aligned. All text is escaped.
 */
export function toLatex(table: Table): string {
  const lines = table.rows.length > pageRows ? longTable(table) : floatingTable(table);
  return [...lines, ""].join("\n");
}

function floatingTable(table: Table): string[] {
  return [
    "% needs \\usepackage{booktabs}",
    "\\begin{table}",
    "  \\centering",
    `  \\begin{tabular}{${alignment(table)}}`,
    ...indented(["\\toprule", head(table), "\\midrule", ...body(table), "\\bottomrule"]),
    "  \\end{tabular}",
    `  ${caption(table)}`,
    `  ${label(table)}`,
    "\\end{table}",
  ];
}

/** Its head is repeated on every page. */
function longTable(table: Table): string[] {
  const top = ["\\toprule", head(table), "\\midrule"];
  return [
    "% needs \\usepackage{longtable,booktabs}",
    `\\begin{longtable}{${alignment(table)}}`,
    `  ${caption(table)}`,
    `  ${label(table)} \\\\`,
    ...indented([...top, "\\endfirsthead", ...top, "\\endhead", "\\bottomrule", "\\endfoot", ...body(table)]),
    "\\end{longtable}",
  ];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);
/** A row that begins with [ or * would be an option or the starred form of the \\ before it. */
const line = (cells: readonly string[]): string => `${cells.join(" & ").replace(/^\s*[[*]/, "{}$&")} \\\\`;
const head = ({ columns }: Table): string => line(columns.map(escapeLatex));
const body = ({ rows }: Table): string[] => rows.map((row) => line(row.map(cellText)));
const caption = ({ note }: Table): string => `\\caption{${escapeLatex(note)}}`;
const label = ({ name }: Table): string => `\\label{tab:${name}}`;

/** The first column names the rows; any other is numeric unless most of its filled cells are words. */
function alignment({ columns, rows }: Table): string {
  const letters = columns.map((_, i) => {
    const filled = rows.flatMap((row) => row[i]?.text || []);
    const words = filled.filter((text) => !/^(?:[<>±] ?)?[+−-]?\d/.test(text));
    return i === 0 || words.length * 2 > filled.length ? "l" : "r";
  });
  return letters.join("");
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

function escapeLatex(text: string): string {
  return plainLine(text).replace(/[\\~^<>±−Δ]|[&%$#_{}]/g, (character) => replacements[character] ?? `\\${character}`);
}
