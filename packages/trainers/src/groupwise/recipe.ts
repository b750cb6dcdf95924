import type { Grouping, HeadLoss, Module, PluginRef, TrainerContext } from "@infoplane/contracts";
import type { Group, Term } from "./group.ts";

/** A loss at a local head. */
export interface LocalTerm {
  readonly head: PluginRef;
  readonly loss: PluginRef;
  readonly weight: number;
}

/** Which losses are evaluated where: what the rules of this family differ in, apart from who trains when. */
export interface Recipe {
  readonly grouping: Grouping;
  /** At the end of a group; `place` runs from 0 for the first group to 1 for the last one with local losses. */
  readonly local: (place: number) => readonly LocalTerm[];
  /** The classifier's loss. A loss that can't be evaluated on class scores is replaced by cross-entropy. */
  readonly loss: PluginRef;
  /**
   * attached: the last group trains through the classifier. detached: it has local heads as well, and the classifier
   * trains on its output without affecting it. A loss on features always detaches it.
   */
  readonly classifier: "attached" | "detached";
  /** A loss added to the others, on the output of every group. */
  readonly regulariser?: PluginRef | undefined;
}

const identity: PluginRef = { name: "identity", options: {} };
/** A classifier's loss when nothing else fits it. */
export const crossEntropy: PluginRef = { name: "cross-entropy", options: {} };

/** Every loss of a recipe and where it is evaluated, for the checker. */
export function recipeHeads({ local, loss, classifier, regulariser }: Omit<Recipe, "grouping">): HeadLoss[] {
  const terms: HeadLoss[] = local(0).map((term) => ({ head: term.head, loss: term.loss }));
  const atClassifier = terms.length === 0 && classifier === "attached" ? [{ loss }] : [];
  return [...terms, ...atClassifier, ...(regulariser ? [{ head: identity, loss: regulariser }] : [])];
}

/** The groups of a recipe, in order, each with its heads and losses; the last one contains the classifier. */
export function assembleGroups(recipe: Recipe, context: TrainerContext): Group[] {
  const { grouping, local, regulariser } = recipe;
  const { network } = context;
  const { classifier } = network;
  const bound = context.createLoss(recipe.loss);
  const detached = recipe.classifier === "detached" || bound.needs !== "logits";
  const classifierLoss = bound.needs === "logits" ? bound : context.createLoss(crossEntropy);
  const atClassifier = (name: string, after: number): Term => {
    return { name, after, from: 0, head: classifier, loss: classifierLoss, weight: 1 };
  };

  const locals = detached ? grouping.length : grouping.length - 1;
  const groups = grouping.map((indices, number): Group => {
    const blocks = indices.map((index) => network.blocks[index]).filter((block) => block !== undefined);
    const [first, last] = [blocks[0], blocks.at(-1)];
    if (!first || !last) throw new RangeError("a group of no blocks");
    const { name } = last.spec;
    const shapes = { input: network.spec.input, groupInput: first.spec.input };
    const make = (term: LocalTerm, prefix: string): Term => {
      const loss = context.createLoss(term.loss);
      const head = context.createHead(term.head, last.spec, `${prefix}:${name}`, loss.target(shapes));
      return { name, after: blocks.length, from: 0, head, loss, weight: term.weight };
    };
    const isLast = number === grouping.length - 1;
    const terms =
      isLast && !detached
        ? [atClassifier(name, blocks.length)]
        : local(locals > 1 ? number / (locals - 1) : 0).map((term, index) =>
            make(term, index === 0 ? "head" : `head${index + 1}`),
          );
    if (regulariser) terms.push(make({ head: identity, loss: regulariser, weight: 1 }, "regulariser"));
    return { name, blocks, terms };
  });
  if (detached) groups.push({ name: classifier.spec.name, blocks: [], terms: [atClassifier(classifier.spec.name, 0)] });
  return groups;
}

/** All groups as one: the same heads and losses, with gradients through every border but the detached classifier's. */
export function joinGroups(groups: readonly Group[]): Group[] {
  const open = groups.filter((group) => group.blocks.length > 0);
  const blocks: Module[] = [];
  const terms = open.flatMap((group) => {
    const from = blocks.length;
    blocks.push(...group.blocks);
    return group.terms.map((term) => ({ ...term, from, after: blocks.length }));
  });
  const name = open.at(-1)?.name ?? "";
  return [{ name, blocks, terms }, ...groups.filter((group) => group.blocks.length === 0)];
}
