import type { RunView } from "@infoplane/contracts";

/** More names than this would hide the caption. */
const listedUpTo = 10;

/** Which block is which, for networks whose blocks have names that say more than their place; otherwise empty. */
export function blockNames(run: RunView): string {
  const names = run.experiment.architecture.blocks.map((block) => block.name);
  if (names.every((name, i) => name === `block${i + 1}`)) return "";
  if (names.length <= listedUpTo) return ` Blocks: ${names.map((name, i) => `${i + 1} ${name}`).join(", ")}.`;
  return ` Blocks from 1 (${names[0] ?? ""}) to ${names.length} (${names.at(-1) ?? ""}).`;
}
