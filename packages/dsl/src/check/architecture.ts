import {
  formatShape,
  LayerError,
  optionsOf,
  reasonOf,
  resolveBlock,
  type ArchitectureDraft,
  type ArchitectureSpec,
  type BlockSpec,
  type DatasetFacts,
  type LayerDraft,
  type Shape,
  type Span,
} from "@infoplane/contracts";
import type { ArchitectureStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { checkBlocks, type DraftedBlock } from "./blocks.ts";
import { addOrigins, type CheckContext } from "./context.ts";
import { callHook } from "./hook.ts";
import { LayerDrafts } from "./layers.ts";
import { below, exactly, type Override } from "./override.ts";
import type { Scope } from "./scope.ts";
import { requireCall, checkRef } from "./plugin-ref.ts";

interface Drafted {
  readonly blocks: readonly DraftedBlock[];
  readonly classifier: readonly LayerDraft[];
  /** Where to point if the classifier's output is wrong. */
  readonly classifierSpan: Span;
}

/** The network, written out or a preset, with all shapes inferred. Without facts only names and options are checked. */
export function checkArchitecture(
  context: CheckContext,
  statement: ArchitectureStatement,
  facts: DatasetFacts | undefined,
  scope: Scope | undefined,
  allOverrides: readonly Override[],
): ArchitectureSpec | undefined {
  const overrides = below(allOverrides, "architecture");
  const replaced = exactly(allOverrides, "architecture");
  const other = replaced && requireCall(context, "architecture", replaced.value);
  if (replaced && !other) return undefined;
  const at: ArchitectureStatement = other ? { kind: "architecture", span: other.span, call: other } : statement;
  const drafts = new LayerDrafts(context, scope);
  const drafted = at.parts ? writtenOut(context, at, drafts) : preset(context, at, facts, scope, overrides);
  if (at.parts)
    overrides.forEach(({ flag, path }) => context.accept(messages.unknownOverride(flag, path.join("."), [])));
  if (!drafted || !facts) return undefined;

  context.origins["architecture"] = context.originOf(at.span);
  const resolve = new BlockResolver(context, drafts, at);
  let shape: Shape = facts.input;
  const blocks: BlockSpec[] = [];
  for (const { name, layers, span } of drafted.blocks) {
    const block = resolve.block(name, layers, shape, span);
    if (!block) return undefined;
    blocks.push(block);
    shape = block.output;
  }
  const classifier = resolve.block("classifier", drafted.classifier, shape, drafted.classifierSpan);
  if (!classifier) return undefined;
  if (classifier.output.length !== 1 || classifier.output[0] !== facts.classes) {
    const output = formatShape(classifier.output);
    context.accept(messages.wrongClassifierOutput(drafted.classifierSpan, output, facts.classes));
    return undefined;
  }
  const title = at.title && { title: at.title.text };
  return { name: at.call.name.text, ...title, input: facts.input, classes: facts.classes, blocks, classifier };
}

function writtenOut(context: CheckContext, at: ArchitectureStatement, drafts: LayerDrafts): Drafted | undefined {
  if (at.call.args) context.accept(messages.architectureArguments(at.call.span));
  const checked = checkBlocks(context, at, drafts);
  return (
    checked && {
      blocks: checked.blocks,
      classifier: checked.classifier.layers,
      classifierSpan: checked.classifier.span,
    }
  );
}

function preset(
  context: CheckContext,
  { call }: ArchitectureStatement,
  facts: DatasetFacts | undefined,
  scope: Scope | undefined,
  overrides: readonly Override[],
): Drafted | undefined {
  const name = call.name.text;
  const plugin = context.registry.find("architecture", name);
  if (!plugin) {
    const known = context.registry.names("architecture");
    context.accept(messages.presetWithoutBody(call.name.span, name, known));
    return undefined;
  }
  const checked = checkRef(context, "architecture", call, scope, overrides);
  if (!checked || !facts) return undefined;
  addOrigins(context.origins, "architecture.options", checked.origins);
  const refused = (error: Error & { readonly hint?: string | undefined }) =>
    context.accept(messages.shapeMismatch(call.span, `\`${name}\`: ${error.message}`, error.hint));
  const expand = (): ArchitectureDraft => plugin.expand(optionsOf(plugin, checked.ref.options), facts);
  const draft = callHook(context, plugin, "expand", call.span, expand, refused);
  if (!draft) return undefined;
  const blocks = draft.blocks.map((block, i) => ({
    name: block.name ?? `block${i + 1}`,
    layers: block.layers,
    span: call.span,
  }));
  return { blocks, classifier: draft.classifier, classifierSpan: call.span };
}

/** Infers shapes block by block and points at the layer that does not fit. */
class BlockResolver {
  constructor(
    readonly context: CheckContext,
    readonly drafts: LayerDrafts,
    readonly statement: ArchitectureStatement,
  ) {}

  block(name: string, layers: readonly LayerDraft[], input: Shape, span: Span): BlockSpec | undefined {
    this.#addOrigins(`architecture.${name}.layers`, layers);
    try {
      return resolveBlock(name, layers, input, this.context.registry);
    } catch (error) {
      if (error instanceof LayerError) {
        const at = this.drafts.notes.get(error.draft)?.span ?? span;
        const where = this.statement.parts
          ? error.message
          : `\`${this.statement.call.name.text}\`, ${name}: ${error.message}`;
        this.context.accept(messages.shapeMismatch(at, where, error.hint));
      } else {
        const why = reasonOf(error);
        this.context.accept(messages.pluginFailed(span, "layer", name, "shape", why));
      }
      return undefined;
    }
  }

  #addOrigins(path: string, layers: readonly LayerDraft[]): void {
    for (const [i, layer] of layers.entries()) {
      const note = this.drafts.notes.get(layer);
      if (note) addOrigins(this.context.origins, `${path}.${i}.options`, note.origins);
      for (const [role, inner] of Object.entries(layer.inner ?? {}))
        this.#addOrigins(`${path}.${i}.inner.${role}`, inner);
    }
  }
}
