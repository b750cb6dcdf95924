import type { RunView, VegaLiteSpec } from "@infoplane/contracts";

/** More names than this would hide the caption. */
const listedUpTo = 10;
const longest = 14;
/** Characters of names that fit side by side below a panel. */
const widest = 44;

/** Names of the blocks from the input, if all networks share them and they say more than their position. */
function namedBlocks({ experiment }: RunView): readonly string[] | undefined {
  const names = experiment.architecture.blocks.map((block) => block.name);
  const isShared = experiment.arms.every(
    ({ architecture }) => !architecture || architecture.blocks.map(({ name }) => name).join("\n") === names.join("\n"),
  );
  return isShared && names.some((name, i) => name !== `block${i + 1}`) ? names : undefined;
}

/** Which block is which, for networks whose block names say more than their position; otherwise empty. */
export function blockNames(run: RunView): string {
  const names = namedBlocks(run);
  if (!names) return "";
  const told = names.map((name, i) => `${i + 1} is ${quoted(name)}`);
  if (names.length <= listedUpTo) return ` Blocks from the input: ${told.join(", ")}.`;
  return ` Blocks from the input: ${told[0] ?? ""}, ${names.length} is ${quoted(names.at(-1) ?? "")}.`;
}

/** Labels for an axis or a legend of blocks: their names, if they have any. */
export function blockLabels(run: RunView): VegaLiteSpec {
  const names = namedBlocks(run);
  if (!names) return {};
  const short = names.map((name) => (name.length > longest ? `${name.slice(0, longest - 1)}…` : name));
  return { labelExpr: `${JSON.stringify(short)}[datum.value - 1]` };
}

/** The same below a panel, upright if they don't fit side by side. */
export function blockAxis(run: RunView): VegaLiteSpec {
  const names = namedBlocks(run) ?? [];
  const width = names.reduce((sum, name) => sum + Math.min(longest, name.length) + 1, 0);
  return { title: "Block", labelAngle: width > widest ? -45 : 0, labelOverlap: true, grid: false, ...blockLabels(run) };
}

/** A name that is a number would read as a count. */
const quoted = (name: string): string => (/^[\d.]+$/.test(name) ? `“${name}”` : name);
