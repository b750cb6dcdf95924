import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import type { Font } from "./find-font.ts";

/** Pixels of a drawing to points of a page: a figure of 504 px is 504 pt wide, two columns of a paper. */
const pointsPerPixel = 1;

/** A drawn figure as a one-page PDF of its size, font embedded. `made` is stored in it: equal figures, equal files. */
export async function toPdf(svg: string, title: string, font: Font, made: Date): Promise<Uint8Array> {
  const [, width = 0, height = 0] = (/<svg[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"/.exec(svg) ?? []).map(Number);
  const document = new PDFDocument({
    size: [width * pointsPerPixel, height * pointsPerPixel],
    margin: 0,
    info: { Title: title, Producer: "Infoplane", Creator: "Infoplane", CreationDate: made, ModDate: made },
  });
  const [regular, bold] = font.files;
  if (regular !== undefined) document.registerFont("regular", regular);
  if (bold !== undefined) document.registerFont("bold", bold);
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });
  // A dash without a gap is Vega's solid line; PDF has no such dash.
  const drawing = svg.replaceAll(' stroke-dasharray="1,0"', "");
  svgToPdf(document, drawing, 0, 0, {
    assumePt: true,
    fontCallback: (_family, isBold) => (isBold && bold !== undefined ? "bold" : "regular"),
  });
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
