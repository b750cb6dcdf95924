import type { Diagnostic } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { readCatalogue, type Said } from "./catalogue.ts";

const { said, unmatched } = await readCatalogue();
const diagnostics = said.flatMap(({ says, ...of }) => (typeof says === "string" ? [] : [{ ...of, says }]));
/** Passed on, with the code of another message. */
const passedOn = diagnostics.filter(({ says }) => says.code === "a-problem");
const own = diagnostics.filter((one) => !passedOn.includes(one));

/** Errors without a hint, by reason: their sentence says everything that the reader can do. */
const withoutHint: Readonly<Record<string, readonly string[]>> = {
  "the sentence itself says what is expected, or the limit": [
    ...[
      "runtime/file-too-long",
      "core/report-path",
      "dsl/file-too-long",
      "dsl/not-finite",
      "dsl/range-too-long",
      "dsl/too-many-layers",
    ],
    ...[
      "dsl/unexpected-end",
      "dsl/unknown-classes",
      "dsl/value-too-large",
      "dsl/wrong-loop-value",
      "dsl/wrong-selector",
      "dsl/wrong-value",
    ],
  ],
  "it passes on what a plugin, a program or the system said": [
    ...["runtime/file-unreadable", "core/cell-failed", "core/reporter-failed", "core/trainer-failed"],
    ...["executors/failed", "dsl/refused-options"],
  ],
  "it is for the author of a plugin": ["executors/disconnect-held", "engine/shape"],
};

describe("the messages", () => {
  it("have an example each", () => {
    expect(unmatched).toEqual([]);
    expect(said.length).toBeGreaterThan(400);
  });

  it("match the catalogue, where changes of wording are reviewed", async () => {
    // One contains the platform's name.
    const text = asMarkdown().replaceAll(`${process.platform}-${process.arch}`, "linux-x64");
    await expect(text).toMatchFileSnapshot("messages.snap.md");
  });

  it("have codes in kebab-case, each with the name of its package", () => {
    const isNamed = ({ says: { code }, package: place }: (typeof own)[number]): boolean =>
      code.startsWith(`${place}/`) && /^[a-z]+\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code);
    expect(own.filter((one) => !isNamed(one)).map(({ says }) => says.code)).toEqual([]);
  });

  it("have no leading or trailing space, nor do their hints, and no missing value", () => {
    const texts = said.flatMap(({ says }) => (typeof says === "string" ? [says] : [says.message, says.hint ?? "-"]));
    expect(texts.filter((text) => text.trim() !== text.replace(/\n$/, "") || text === "")).toEqual([]);
    expect(texts.filter((text) => /undefined|\[object/.test(text))).toEqual([]);
  });

  it("that are errors say what to do", () => {
    const silent = own.filter(({ says }) => says.severity === "error" && !says.hint).map(({ says }) => says.code);
    const always = silent.filter((code) => own.every(({ says }) => says.code !== code || !says.hint));
    expect([...new Set(always)].sort()).toEqual(Object.values(withoutHint).flat().sort());
  });
});

/** By package and code, followed by the sentences without a code. */
function asMarkdown(): string {
  const packages = [...new Set(said.map((one) => one.package))];
  const parts = packages.map((place) => {
    const ofPlace = said.filter((one) => one.package === place);
    const coded = ofPlace.filter(({ says }) => typeof says !== "string").sort((a, b) => compare(headOf(a), headOf(b)));
    const plain = ofPlace.filter(({ says }) => typeof says === "string");
    const sections = [...coded, ...plain].map((one, i, all) =>
      i > 0 && headOf(one) === headOf(all[i - 1]!) ? textOf(one) : `## ${headOf(one)}\n\n${textOf(one)}`,
    );
    return `# ${place}\n\n${sections.join("\n")}`;
  });
  return parts.join("\n");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function headOf({ name, says }: Said): string {
  return typeof says === "string" ? name : `${says.code} (${says.severity})`;
}

function textOf({ says }: Said): string {
  const quoted = (text: string): string =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n");
  if (typeof says === "string") return `${quoted(says)}\n`;
  const { message, hint }: Diagnostic = says;
  return `${quoted(message)}\n${hint === undefined ? "" : `>\n> Hint: ${hint.replaceAll("\n", "\n> ")}\n`}`;
}
