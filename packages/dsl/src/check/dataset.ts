import {
  formatShape,
  optionsOf,
  type DatasetFacts,
  type DatasetSpec,
  type PluginRef,
  type ShapeError,
  type Span,
} from "@infoplane/contracts";
import type { Argument, DatasetStatement, Expression } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { addOrigins, languageDefault, type CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { callHook } from "./hook.ts";
import { isWhole } from "./integer.ts";
import { below, exactly, type Override } from "./override.ts";
import { onlyValue, settingsByName } from "./settings.ts";
import type { Scope } from "./scope.ts";
import { requireCall, checkRef, type CheckedRef } from "./plugin-ref.ts";

const settingNames = ["batch", "augment", "label-noise", "offline"] as const;
const defaultBatch = 128;
/** Removes a setting that another block made: `augment none`. */
const none = "none";

/** The data set, its batches, its augmentation and its stand-in. */
export function checkDataset(
  context: CheckContext,
  { data, settings, span }: DatasetStatement,
  scope: Scope | undefined,
  allOverrides: readonly Override[],
): DatasetSpec | undefined {
  const overrides = below(allOverrides, "dataset");
  const replaced = exactly(allOverrides, "dataset");
  const call = replaced ? requireCall(context, "dataset", replaced.value) : data;
  const isSetting = ({ path }: Override) => path.length === 1 && settingNames.some((name) => name === path[0]);
  const optionOverrides = overrides.filter((override) => !isSetting(override));
  const checked = call && checkRef(context, "dataset", call, scope, optionOverrides);
  const said = settingsByName(context, "dataset", settingNames, [settings], overrides);

  const batchSaid = onlyValue(context, "batch", said.get("batch"));
  const batch = checkBatch(context, batchSaid, checked?.ref, scope, call?.span ?? span);
  const facts = checked && factsOf(context, checked.ref, call.span);
  const augment = checkAugment(context, said.get("augment") ?? [], facts, scope);
  const labelNoise = checkShare(
    context,
    "label-noise",
    onlyValue(context, "label-noise", said.get("label-noise")),
    scope,
  );
  const standIn = onlyValue(context, "offline", said.get("offline"));
  const offline = standIn && checked && facts ? checkOffline(context, standIn, checked, facts, scope) : undefined;
  if (!checked || !facts || batch === undefined) return undefined;

  context.origins["dataset"] = context.originOf(replaced?.value.span ?? span);
  addOrigins(context.origins, "dataset.options", checked.origins);
  return { ...checked.ref, facts, batch, augment, ...(labelNoise && { labelNoise }), ...(offline && { offline }) };
}

function factsOf(context: CheckContext, use: PluginRef, span: Span): DatasetFacts | undefined {
  const plugin = context.registry.get("dataset", use.name);
  const refused = ({ message, hint }: ShapeError) => context.accept(messages.dataRefused(span, message, hint));
  return callHook(context, plugin, "facts", span, () => plugin.facts(optionsOf(plugin, use.options)), refused);
}

function checkBatch(
  context: CheckContext,
  value: Expression | undefined,
  use: PluginRef | undefined,
  scope: Scope | undefined,
  at: Span,
): number | undefined {
  context.origins["dataset.batch"] = value ? context.originOf(value.span) : languageDefault;
  const batch = value ? evaluate(value, scope, context.accept.bind(context)) : defaultBatch;
  if (value && batch !== undefined && !isWhole(batch, 1)) {
    context.accept(messages.wrongValue(value.span, "`batch`", "a whole number, 1 or more", describe(batch)));
  }
  if (!isWhole(batch, 1)) return undefined;
  const train = use?.options["train"];
  if (typeof train === "number" && batch > train) {
    context.accept(messages.batchTooLarge(value?.span ?? at, batch, train));
  }
  return batch;
}

/** A share in 0..1; `none` means no share at all. */
function checkShare(
  context: CheckContext,
  name: string,
  value: Expression | undefined,
  scope: Scope | undefined,
): number | undefined {
  if (!value || isNone(value)) return undefined;
  const share = evaluate(value, scope, context.accept.bind(context));
  context.origins[`dataset.${name}`] = context.originOf(value.span);
  if (share === undefined || (typeof share === "number" && share >= 0 && share <= 1)) return share;
  context.accept(messages.wrongValue(value.span, `\`${name}\``, "a share from 0 to 1, such as 20%", describe(share)));
  return undefined;
}

/** The augmentations, each with its origin, tried on the shape of the data. */
function checkAugment(
  context: CheckContext,
  values: readonly Expression[],
  facts: DatasetFacts | undefined,
  scope: Scope | undefined,
): PluginRef[] {
  const [first] = values;
  context.origins["dataset.augment"] = first ? context.originOf(first.span) : languageDefault;
  if (values.length === 1 && first && isNone(first)) return [];
  return values.flatMap((value) => {
    const call = requireCall(context, "augmentation", value);
    const checked = call && checkRef(context, "augmentation", call, scope);
    if (!checked) return [];
    addOrigins(context.origins, `dataset.augment.${checked.ref.name}.options`, checked.origins);
    const plugin = context.registry.get("augmentation", checked.ref.name);
    const refused = ({ message, hint }: ShapeError) => context.accept(messages.dataRefused(value.span, message, hint));
    const create = () => plugin.create(optionsOf(plugin, checked.ref.options), facts?.input ?? []);
    if (facts) callHook(context, plugin, "create", value.span, create, refused);
    return [checked.ref];
  });
}

const isNone = (value: Expression): boolean => value.kind === "call" && value.name.text === none;

/** The stand-in takes over the data set's arguments for options that it shares, sizes above all. */
function checkOffline(
  context: CheckContext,
  value: Expression,
  { written }: CheckedRef,
  facts: DatasetFacts,
  scope: Scope | undefined,
): PluginRef | undefined {
  if (isNone(value)) return undefined;
  const call = requireCall(context, "dataset", value);
  const plugin = call && context.registry.find("dataset", call.name.text);
  const own = (call?.args ?? []).map((arg, place) => arg.name?.text ?? plugin?.positional?.[place]);
  const inherited = [...written]
    .filter(([key]) => plugin && key in plugin.options.shape && !own.includes(key))
    .map(([key, said]): Argument => {
      return { kind: "argument", span: said.span, name: { text: key, span: said.span }, value: said };
    });
  const checked = call && checkRef(context, "dataset", { ...call, args: [...(call.args ?? []), ...inherited] }, scope);
  if (!checked) return undefined;
  const other = factsOf(context, checked.ref, call.span);
  if (!other) return undefined;
  if (other.classes !== facts.classes || formatShape(other.input) !== formatShape(facts.input)) {
    context.accept(messages.offlineDiffers(value.span, call.name.text, writeFacts(other), writeFacts(facts)));
  }
  context.origins["dataset.offline"] = context.originOf(value.span);
  addOrigins(context.origins, "dataset.offline.options", checked.origins);
  return checked.ref;
}

function writeFacts({ input, classes }: DatasetFacts): string {
  return `${formatShape(input)} and ${classes} classes`;
}
