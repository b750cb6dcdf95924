import { defineFigure } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as messages from "../messages.ts";
import { checkText, readMarkers, smallExperiment, testRegistry } from "../test/index.ts";
import { checkClaimText, checkMeasureText, checkReportText } from "./check-later.ts";

const experiment = checkText(smallExperiment()).experiment!;
const registry = testRegistry();

describe("statements that are checked separately from their experiment", () => {
  it("are checked against it", () => {
    const text = "measure nhsic(X, Z, sigma: 3) on probe(train, 64) every 1 epoch";
    const { measures, diagnostics } = checkMeasureText({ file: "--with", text }, experiment, registry);
    expect(diagnostics).toEqual([]);
    expect(measures.map(({ label }) => label)).toEqual(["nhsic(X, Z, sigma: 3)"]);
    const source = { file: "c.exp", text: 'claim "c" accuracy(test)[e2e] > 50%' };
    expect(checkClaimText(source, experiment, registry).claims[0]?.left.text).toBe("accuracy(test)[e2e]");
  });

  it("are checked against the network and the training of each arm", () => {
    const { architecture, arms } = experiment;
    const blocks = architecture.blocks.map((block) => ({ ...block, name: `other-${block.name}` }));
    const other = { ...arms[0]!, name: "other", architecture: { ...architecture, blocks: [...blocks, ...blocks] } };
    const [probe] = checkMeasureText({ file: "m", text: "measure linear-probe" }, experiment, registry).measures;
    const merged = { ...experiment, arms: [...arms, other], measures: [probe!] };
    const found = (text: string) =>
      checkClaimText({ file: "c.exp", text: `claim "c" ${text} > 50%` }, merged, registry).diagnostics.map(
        (d) => d.code,
      );
    expect(found("linear-probe(block: other-block1)[other]")).toEqual([]);
    expect(found("linear-probe(depth: 4)[other]")).toEqual([]);
    expect(found("linear-probe(block: block1)[other]")).toEqual(["dsl/wrong-selector"]);
    expect(found("linear-probe(depth: 4)[e2e]")).toEqual(["dsl/wrong-selector"]);
    expect(found("linear-probe(block: last, epoch: 3)[other]")).toEqual(["dsl/not-due"]);
  });

  it("are of one kind, and their problems are reported with their position", () => {
    const { text, spans } = readMarkers('<|seeds 1|>\nclaim "c" accuracy[<|e3e|>] > 0');
    expect(checkClaimText({ file: "test.exp", text }, experiment, registry).diagnostics).toEqual([
      messages.onlyStatements(spans[0]!, "seeds", "claim"),
      messages.unknownArm(spans[1], "e3e", ["e2e"]),
    ]);
    const large = readMarkers("measure nhsic(X, Z) on probe(train, <|5000|>)");
    expect(checkMeasureText({ file: "test.exp", text: large.text }, experiment, registry).diagnostics).toEqual([
      messages.probeTooLarge(large.spans[0]!, 5000, "train", 1000),
    ]);
  });

  it("name reporters, and figures whose options they change; other figures stay unchanged", () => {
    const curve = defineFigure({
      name: "curve",
      summary: "For tests",
      options: z.strictObject({ from: z.int().min(0).default(1) }),
      create: () => ({ name: "curve", title: "", caption: () => "", spec: () => undefined }),
    });
    const own = testRegistry().add([curve, { ...curve, name: "bars" }], "./own.ts");
    const before = { figures: [{ name: "bars", options: { from: 7 } }] };
    const read = (text: string) => checkReportText({ file: "--with", text }, before, own);
    const { reports, figures, diagnostics } = read("report table(digits: 2), curve(from: 3)");
    expect(diagnostics).toEqual([]);
    expect(reports).toEqual([{ name: "table", options: { digits: 2 } }]);
    expect(figures).toEqual([
      { name: "curve", options: { from: 3 } },
      { name: "bars", options: { from: 7 } },
    ]);
    expect(read("report curve").reports.map(({ name }) => name)).toEqual(["html", "vega-lite", "table"]);
    const { text, spans } = readMarkers("report table, <|curv|>");
    expect(checkReportText({ file: "test.exp", text }, before, own).diagnostics).toEqual([
      messages.unknownPlugin(spans[0], "reporter", "curv", ["html", "vega-lite", "table", "curve", "bars"]),
    ]);
  });
});
