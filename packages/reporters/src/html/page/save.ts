/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mergeConfig } from "vega";
import { theme } from "../../theme.ts";
import { embedSpec } from "./draw-plot.ts";
import type { PageFigure, PageTable } from "./page-data.ts";
import { asShown, shownEpoch } from "./shown-epoch.ts";
import { current } from "./state.ts";

/** Saves a figure as for a paper: on white, at its full width, with its title, at the selected epoch and block. */
export async function saveFigure(figure: PageFigure, format: string): Promise<void> {
  const state = current();
  const { config, ...spec } = asShown(figure.spec, state);
  const epoch = shownEpoch(figure.spec, state.epoch);
  const title = epoch ? { text: figure.title, subtitle: epoch } : figure.title;
  const look = mergeConfig(theme("light", { font: "Arial, Helvetica, sans-serif", background: "white" }), config ?? {});
  if (format === "csv") {
    saveText(`${figure.name}.csv`, dataCsv(figure));
    return;
  }
  if (format === "json") {
    const $schema = "https://vega.github.io/schema/vega-lite/v6.json";
    const whole = { $schema, title, ...spec, config: look };
    saveText(`${figure.name}.vl.json`, JSON.stringify(whole, null, 1));
    return;
  }
  const { view, finalize } = await embedSpec(document.createElement("div"), { title, ...spec }, look);
  try {
    download(await view.toImageURL(format === "png" ? "png" : "svg", 2), `${figure.name}.${format}`);
  } finally {
    finalize();
  }
}

export function saveTable(table: PageTable, format: string): void {
  const text = { csv: table.csv, md: table.md, tex: table.tex }[format] ?? "";
  saveText(`${table.name}.${format}`, text);
}

function dataCsv({ spec }: PageFigure): string {
  const { values } = (spec["data"] ?? {}) as { values?: readonly Readonly<Record<string, unknown>>[] };
  const rows = values ?? [];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const quote = (value: unknown) => {
    const text = typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(quote).join(",")}\n`)
    .join("");
}

function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  download(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function download(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
