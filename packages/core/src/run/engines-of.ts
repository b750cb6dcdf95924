import type { CellSpec, EngineInfo } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import type { RunStore } from "../store/run-store.ts";

/** The engines that cells were last run on, each once, the most used first: as their logs say. */
export async function enginesOf(cells: readonly CellSpec[], run: RunStore): Promise<EngineInfo[]> {
  const found = new Map<string, { readonly engine: EngineInfo; count: number }>();
  for (const { hash } of cells) {
    const engine = (await run.cell(hash).readStart())?.info;
    if (!engine) continue;
    const key = canonicalJson(engine);
    const entry = found.get(key) ?? { engine, count: 0 };
    entry.count++;
    found.set(key, entry);
  }
  return [...found.values()].sort((a, b) => b.count - a.count).map(({ engine }) => engine);
}
