import type { LayerDraft, Span } from "@infoplane/contracts";
import type { ArchitectureStatement, Block, Classifier, Part } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { nearest } from "../nearest.ts";
import type { CheckContext } from "./context.ts";
import type { LayerDrafts } from "./layers.ts";
import { places } from "./selector.ts";

export interface DraftedBlock {
  readonly name: string;
  readonly layers: readonly LayerDraft[];
  readonly span: Span;
}

/** The classifier's own name, and the names by which a claim selects blocks by position. */
const reserved: readonly string[] = ["classifier", ...places];

interface Unnamed extends Omit<DraftedBlock, "name"> {
  readonly block: Block;
}

/** The blocks and the classifier of an architecture that is written out, with repeats unrolled and names assigned. */
export function checkBlocks(
  context: CheckContext,
  { parts = [], span }: ArchitectureStatement,
  drafts: LayerDrafts,
): { readonly blocks: readonly DraftedBlock[]; readonly classifier: Omit<DraftedBlock, "name"> } | undefined {
  const [classifier, second] = parts.filter((part): part is Classifier => part.kind === "classifier");
  if (second) context.accept(messages.duplicateClassifier(second.span));
  // A misspelt one is reported as such.
  const isMeant = parts.some((part) => part.kind === "layer" && nearest(part.name.text, ["classifier"]) !== undefined);
  if (!classifier && !isMeant) context.accept(messages.missingClassifier(span));
  const after = classifier
    ? parts.slice(parts.indexOf(classifier) + 1).find((part) => part.kind === "block")
    : undefined;
  if (after) context.accept(messages.classifierNotLast(after.span));

  const blocks = unroll(context, parts, drafts);
  if (classifier?.layers.length === 0) context.accept(messages.emptyBlock(classifier.span, "classifier"));
  if (classifier?.word.text === "head") context.accept(messages.oldWord(classifier.word.span, "head", "classifier"));
  const layers = classifier && drafts.draft(classifier.layers);
  if (blocks?.length === 0) context.accept(messages.noBlocks(span));
  if (!blocks?.length || !classifier || !layers?.length) return undefined;
  const named = name(context, blocks);
  return named && { blocks: named, classifier: { layers, span: classifier.span } };
}

function unroll(
  context: CheckContext,
  parts: readonly Part[],
  drafts: LayerDrafts,
  inRepeat = false,
): Unnamed[] | undefined {
  const all: (readonly Unnamed[] | undefined)[] = parts.map((part) => {
    switch (part.kind) {
      case "classifier":
        if (inRepeat) context.accept(messages.classifierInRepeat(part.span));
        return [];
      case "layer":
        context.accept(
          context.registry.find("layer", part.name.text)
            ? messages.layerOutsideBlock(part.name.span, part.name.text)
            : messages.unknownPart(part.name.span, part.name.text),
        );
        return undefined;
      case "repeat": {
        const times = drafts.times(part);
        const inner = unroll(context, part.items, drafts, true);
        if (inner?.length === 0) context.accept(messages.emptyBlock(part.span, "repeat"));
        return times !== undefined && inner ? drafts.repeat(inner, times, part.span) : undefined;
      }
      case "block": {
        if (part.layers.length === 0) context.accept(messages.emptyBlock(part.span, "block"));
        const layers = drafts.draft(part.layers);
        return layers && part.layers.length > 0 ? [{ block: part, layers, span: part.span }] : undefined;
      }
    }
  });
  return all.includes(undefined) ? undefined : all.flatMap((blocks) => blocks ?? []);
}

/** Given names, or `block1`, `block2`... by position. */
function name(context: CheckContext, blocks: readonly Unnamed[]): DraftedBlock[] | undefined {
  const named = new Map<string, DraftedBlock>();
  for (const [i, { block, layers, span }] of blocks.entries()) {
    const given = block.name?.text ?? `block${i + 1}`;
    if (reserved.includes(given)) context.accept(messages.reservedBlock(block.name?.span ?? span, given));
    else if (named.has(given)) {
      context.accept(messages.duplicateName(block.name?.span ?? span, "block", given));
    } else named.set(given, { name: given, layers, span });
  }
  return named.size === blocks.length ? [...named.values()] : undefined;
}
