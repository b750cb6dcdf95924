import type { RunView } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { showReport } from "./show-report.ts";

it("shows the first of thousands of warnings, and counts the others", () => {
  const notes: string[] = [];
  const output = {
    live: false,
    color: false,
    print: () => undefined,
    note: (text: string) => notes.push(text),
    replace: () => undefined,
  };
  const warnings = Array.from({ length: 3000 }, (_, index) => `cell ${index} has no seal`);
  const view = {
    experiment: { arms: [], seeds: [1, 2], claims: [], measures: [] },
    cells: [],
    records: [],
    verdicts: [],
    drawnMetrics: [],
    manifest: { warnings },
  } as unknown as RunView;
  showReport({ view, directory: "report", files: [] }, output);
  expect(notes.slice(49)).toEqual([
    "NOTE: cell 49 has no seal",
    "NOTE: … and 2950 more",
    expect.stringContaining("report: "),
  ]);
});
