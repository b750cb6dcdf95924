import { Resvg } from "@resvg/resvg-js";
import type { Font } from "./find-font.ts";

/** Width of a text in pixels at a font size. */
export type TextWidth = (text: string, fontSize: number, bold: boolean) => number;

const em = 100;
/** Repetitions of a character between two marks: enough to derive its advance from the ink's bounding box. */
const times = 10;

/**
 * Measures texts with the font that renders the picture. The width of a text is the sum of its characters' advances
 * (ignoring kerning, which only makes texts narrower); each advance is measured once.
 */
export function textWidth(font: Font): TextWidth {
  const advances = new Map<string, number>();
  const between = (inner: string, bold: boolean) => ink(`H${inner}H`, font, bold);
  const empty = { regular: between("", false), bold: between("", true) };
  const advance = (character: string, bold: boolean) => {
    const key = `${character}${bold ? "b" : ""}`;
    const known = advances.get(key);
    if (known !== undefined) return known;
    const base = bold ? empty.bold : empty.regular;
    const value = (between(character.repeat(times), bold) - base) / times / em;
    advances.set(key, value);
    return value;
  };
  return (text, fontSize, bold) =>
    Array.from(text).reduce((sum, character) => sum + advance(character, bold), 0) * fontSize;
}

/** Width of the ink of a text at 100 px, 0 if the font has no glyph for any of it. */
function ink(text: string, font: Font, bold: boolean): number {
  const escaped = Array.from(text)
    .map((character) => `&#${character.codePointAt(0) ?? 32};`)
    .join("");
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="200" xml:space="preserve">` +
    `<text x="0" y="120" font-family="${font.family}" font-size="${em}"${bold ? ' font-weight="bold"' : ""}>${escaped}</text></svg>`;
  return new Resvg(svg, { font: resvgFont(font) }).getBBox()?.width ?? 0;
}

/** The renderer's options for exactly this font. */
export function resvgFont({ family, files }: Font) {
  return { loadSystemFonts: false, fontFiles: [...files], defaultFontFamily: family, sansSerifFamily: family };
}
