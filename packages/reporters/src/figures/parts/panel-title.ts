import type { VegaLiteSpec } from "@infoplane/contracts";

/** Letters of 12 px that fit over a panel of half the page. */
const perLine = 46;

/** A title over a panel; a long name takes further lines, broken between its parts. */
export function panelTitle(text: string): VegaLiteSpec {
  const lines: string[] = [];
  for (const part of text.split(/(?<=, )/)) {
    const line = lines.at(-1);
    if (line !== undefined && (line + part).length <= perLine) lines[lines.length - 1] = line + part;
    else lines.push(part);
  }
  return { text: lines.length > 1 ? lines : text, anchor: "middle", fontSize: 12 };
}
