import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { damageRun, harms, storedFiles, type Readers } from "./damage-run.ts";
import { soundRun } from "./sound-run.ts";

const { sound, runIn } = soundRun();

it("holds every kind of damage to every kind of file: named, of no account or mended, never another number", async () => {
  const out = temporaryFolder();
  const place = join(out, "quick");
  const readers: Readers = { others: [["report", place]], run: runIn(out) };
  const kinds = new Map(storedFiles(sound).map((name) => [name.split("/").at(-1) ?? "", name]));
  expect([...kinds.keys()]).toEqual(expect.arrayContaining(["records.jsonl", "status.json", "plan.json", "seal.json"]));
  let turn = 0;
  const seen: string[] = [];
  for (const [kind, name] of kinds) {
    // Each file in some ways, records in all: `npm run damage` tries more.
    const ways = kind === "records.jsonl" ? harms : harms.slice(turn % 3, 4 + (turn % 3));
    for (const harm of ways) {
      const content = readFileSync(join(sound, name));
      const other = storedFiles(sound).find((one) => one !== name && one.endsWith(`/${kind}`)) ?? name;
      const harmed = harm.to(content, () => ((turn++ * 0.37) % 1) * 0.999, readFileSync(join(sound, other)));
      if (!harmed) continue;
      const { outcome, faults } = await damageRun(sound, place, name, harmed, readers);
      expect(faults, `${name}: ${harm.name}`).toEqual([]);
      seen.push(`${kind} ${outcome}`);
    }
  }
  expect(seen).toContain("records.jsonl named");
  expect(seen).toContain("status.json mended by run");
  expect(seen.filter((one) => one === "records.jsonl of no account")).toEqual([]);
});
