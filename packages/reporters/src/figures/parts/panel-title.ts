import type { VegaLiteSpec } from "@infoplane/contracts";

/** Characters of 12 px that fit above a panel of half the page. */
const perLine = 46;

/** A title above a panel; a long name is wrapped between its parts. */
export function panelTitle(text: string): VegaLiteSpec {
  const lines: string[] = [];
  for (const part of text.split(/(?<=, )/)) {
    const line = lines.at(-1);
    if (line !== undefined && (line + part).length <= perLine) lines[lines.length - 1] = line + part;
    else lines.push(part);
  }
  return { text: lines.length > 1 ? lines : text, anchor: "middle", fontSize: 12 };
}
