import { plainLine } from "./plain-line.ts";

/** Text within a line of Markdown, in a table too: what it would read as markup, as HTML or as a formula is escaped. */
export function escapeMarkdown(text: string): string {
  return (
    plainLine(text.replace(/[\\|`*_<>[\]~#&!$]/g, "\\$&"))
      // GitHub makes links of addresses, whatever is around them.
      .replace(/\bwww(?=\.)|:(?=\/\/)/gi, (start) => (start === ":" ? "\\:" : `${start}\\`))
      .replace(/^(\s*\d*)([-+.)])(?=\s|$)/, "$1\\$2")
  );
}
