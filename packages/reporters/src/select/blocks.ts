import type { RunView } from "@infoplane/contracts";

/** "Block n is ..." for networks whose blocks have names that say more than their place; otherwise empty. */
export function blockNames(run: RunView): string {
  const names = run.experiment.architecture.blocks.map((block) => block.name);
  if (names.every((name, i) => name === `block${i + 1}`)) return "";
  return ` Blocks: ${names.map((name, i) => `${i + 1} ${name}`).join(", ")}.`;
}
