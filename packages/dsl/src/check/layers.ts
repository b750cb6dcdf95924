import type { LayerDraft, Span } from "@infoplane/contracts";
import type { Expression, Layer, LayerItem } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext, Origins } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";
import type { Scope } from "./scope.ts";
import { checkOptions } from "./plugin-ref.ts";

const mostLayers = 50_000;

/** What the checker remembers about a draft. */
export interface DraftNote {
  readonly span: Span;
  readonly origins: Origins;
}

/** Turns layers as written into layers as plugins know them: names, options and nesting checked, shapes not yet. */
export class LayerDrafts {
  readonly notes = new WeakMap<object, DraftNote>();
  #count = 0;

  constructor(
    readonly context: CheckContext,
    readonly scope: Scope | undefined,
  ) {}

  /** Undefined if something is wrong, which is then reported. */
  draft(items: readonly LayerItem[]): LayerDraft[] | undefined {
    const drafts = items.map((item): readonly LayerDraft[] | undefined => {
      if (item.kind === "layer") {
        const draft = this.#layer(item);
        return draft && [draft];
      }
      const times = this.times(item);
      const inner = this.draft(item.items);
      return times !== undefined && inner ? this.repeat(inner, times, item.span) : undefined;
    });
    return drafts.includes(undefined) ? undefined : drafts.flatMap((draft) => draft ?? []);
  }

  /** The count of a `repeat`. */
  times({ times }: { readonly times: Expression }): number | undefined {
    const value = evaluate(times, this.scope, this.context.accept.bind(this.context));
    if (value === undefined || isWhole(value, 1)) return value;
    this.context.accept(messages.wrongRepeat(times.span, describe(value)));
    return undefined;
  }

  /** The same items repeated; undefined if that is more than anyone can mean. */
  repeat<T>(items: readonly T[], times: number, span: Span): T[] | undefined {
    // Errors inside are already reported: a billion times nothing is nothing.
    if (items.length === 0) return [];
    this.#count += items.length * times;
    if (this.#count <= mostLayers) return Array.from({ length: times }, () => items).flat();
    this.context.accept(messages.tooManyLayers(span, mostLayers));
    return undefined;
  }

  #layer(layer: Layer): LayerDraft | undefined {
    const { context, scope } = this;
    const { text: name, span } = layer.name;
    const plugin = context.registry.find("layer", name);
    if (!plugin) {
      context.accept(
        name === "block"
          ? messages.nestedBlock(span)
          : messages.unknownPlugin(span, "layer", name, context.registry.names("layer")),
      );
      // Its own layers are still worth checking.
      if (layer.body) this.draft(layer.body);
      return undefined;
    }
    const checked = checkOptions(context, plugin, { args: layer.args, at: layer.span, scope });
    const inner = this.#inner(layer, plugin.inner ?? {});
    if (!checked || !inner) return undefined;
    const draft: LayerDraft = {
      layer: name,
      options: checked.given,
      ...(Object.keys(inner).length > 0 && { inner }),
    };
    this.notes.set(draft, { span: layer.span, origins: checked.origins });
    return draft;
  }

  /** Inner layers by role: `shortcut { ... }` inside the braces is its own role, the rest is the first role. */
  #inner(
    layer: Layer,
    roles: Readonly<Record<string, "required" | "optional">>,
  ): Record<string, LayerDraft[]> | undefined {
    const [main, ...others] = Object.keys(roles);
    if (main === undefined) {
      if (!layer.body) return {};
      this.context.accept(messages.takesNoLayers(layer.span, layer.name.text));
      return undefined;
    }
    const inner: Record<string, LayerDraft[]> = {};
    let sound = true;
    const take = (role: string, items: readonly LayerItem[]) => {
      const drafts = this.draft(items);
      if (drafts) inner[role] = drafts;
      else sound = false;
    };
    const rest: LayerItem[] = [];
    for (const item of layer.body ?? []) {
      if (item.kind !== "layer" || !item.body || !others.includes(item.name.text)) rest.push(item);
      else if (inner[item.name.text]) {
        this.context.accept(messages.duplicateName(item.name.span, "part", item.name.text));
        sound = false;
      } else take(item.name.text, item.body);
    }
    if (rest.length > 0) take(main, rest);
    for (const [role, need] of Object.entries(roles)) {
      if (need === "optional" || inner[role] || !sound) continue;
      this.context.accept(messages.missingLayers(layer.span, layer.name.text, role));
      sound = false;
    }
    return sound ? inner : undefined;
  }
}
