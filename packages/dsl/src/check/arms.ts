import {
  optionsOf,
  type ArchitectureSpec,
  type ArmSpec,
  type Json,
  type PluginRef,
  type ShapeError,
  type TrainerPlugin,
  type TrainingSpec,
} from "@infoplane/contracts";
import type { Call, Expression, TrainStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { draftArms, type ArmDraft, type ArmDrafts } from "./arm-drafts.ts";
import { addOrigins, inStage, languageDefault, type CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { callHook } from "./hook.ts";
import { isWhole } from "./integer.ts";
import { below, type Override } from "./override.ts";
import { onlyValue, settingsByName } from "./settings.ts";
import type { Scope } from "./scope.ts";
import { checkTrainer } from "./trainer.ts";
import { requireCall, checkRef, checkDefaultRef } from "./plugin-ref.ts";

export const trainSettings = ["optimizer", "schedule", "epochs", "clip", "accumulate", "precision"] as const;
const builtIn: Readonly<Record<"optimizer" | "schedule", string>> = { optimizer: "adam", schedule: "constant" };

/** The arms, each with its whole training. `names` also includes those that have an error. */
export function checkArms(
  context: CheckContext,
  levels: readonly (readonly TrainStatement[])[],
  architecture: ArchitectureSpec | undefined,
  scope: Scope | undefined,
  allOverrides: readonly Override[],
): { readonly arms: readonly ArmSpec[]; readonly names: readonly string[] } {
  const drafts = draftArms(context, levels, scope);
  const names = drafts.arms.map((arm) => arm.name);
  const overrides = below(allOverrides, "train");
  for (const { flag, path } of overrides) {
    const [arm = "", setting] = path;
    // A path without a setting is reported elsewhere.
    if (setting !== undefined && arm !== "*" && !names.includes(arm))
      context.accept(messages.inFlag(flag, messages.unknownArm(undefined, arm, names)));
  }
  checkWildcards(context, drafts, below(overrides, "*"));
  // Settings are checked by name even if no arm is left to use them.
  settingsByName(context, "train", trainSettings, [drafts.defaults]);
  const arms = drafts.arms.flatMap((arm) => {
    const training = checkArm(context, arm, architecture, overrides);
    return training ? [{ name: arm.name, training }] : [];
  });
  return { arms, names };
}

/** `train.*.x` applies to every arm that has x; if none has it, that is a mistake. */
function checkWildcards(context: CheckContext, { arms }: ArmDrafts, overrides: readonly Override[]): void {
  for (const { flag, path } of overrides) {
    const [key = ""] = path;
    const options = arms.flatMap(({ trainer }) => trainerOptions(context, trainer));
    const known = [...trainSettings, ...new Set(options)];
    if (!known.includes(key)) context.accept(messages.unknownOverride(flag, key, known));
  }
}

function trainerOptions(context: CheckContext, trainer: Call): string[] {
  return Object.keys(context.registry.find("trainer", trainer.name.text)?.options.shape ?? {});
}

function checkArm(
  context: CheckContext,
  arm: ArmDraft,
  architecture: ArchitectureSpec | undefined,
  allOverrides: readonly Override[],
): TrainingSpec | undefined {
  const { name, scope } = arm;
  const own = trainerOptions(context, arm.trainer);
  const isSetting = ({ path }: Override) => trainSettings.some((setting) => setting === path[0]);
  const general = below(allOverrides, "*").filter((o) => isSetting(o) || own.includes(o.path[0] ?? ""));
  const overrides = [...general, ...below(allOverrides, name)];
  const settings = settingsByName(context, "train", trainSettings, [arm.settings], overrides);
  const path = `arms.${name}.training`;

  const others = overrides.filter((override) => !isSetting(override));
  const trainerOverrides = others.filter((o) => own.includes(o.path[0] ?? ""));
  const unknown = own.length > 0 ? others.filter((o) => !trainerOverrides.includes(o)) : [];
  for (const { flag, path } of unknown) {
    context.accept(messages.unknownOverride(flag, path.join("."), [...trainSettings, ...own]));
  }
  const trainer = inStage(context, `trainer of ${name}`, [arm.trainer, scope, architecture], (inner) =>
    checkTrainer(inner, arm, architecture, trainerOverrides),
  );
  if (trainer) addOrigins(context.origins, `${path}.trainer.options`, trainer.origins);
  context.origins[`${path}.trainer`] = context.originOf(arm.trainer.span);
  const of = (kind: "optimizer" | "schedule") =>
    checkPart(context, kind, path, onlyValue(context, kind, settings.get(kind)), arm, below(overrides, kind));
  const optimizer = of("optimizer");
  const schedule = of("schedule");
  const valueOf = <K extends keyof PlainSettings>(setting: K) =>
    checkPlain(context, path, setting, onlyValue(context, setting, settings.get(setting)), scope);
  if (!settings.has("epochs")) context.accept(messages.missingEpochs(arm.at.arm.span, name));
  const said = valueOf("epochs");
  const clip = valueOf("clip");
  const accumulate = valueOf("accumulate");
  const precision = valueOf("precision");
  if (!trainer || !optimizer || !schedule || said === undefined) return undefined;
  if (said === "wrong" || clip === "wrong" || accumulate === "wrong" || precision === "wrong") return undefined;
  const plugin = context.registry.get("trainer", trainer.ref.name);
  const parts = accumulate === undefined || accumulate === 1 ? undefined : accumulate;
  const partsAt = settings.get("accumulate")?.[0]?.span ?? arm.trainer.span;
  if (parts !== undefined && !plugin.accumulates) context.accept(messages.cannotAccumulate(partsAt, plugin.name));
  const epochs = architecture && totalEpochs(context, plugin, trainer.ref, arm, said, architecture);
  return {
    trainer: trainer.ref,
    optimizer,
    schedule,
    epochs: epochs ?? said,
    ...(clip !== undefined && { clip }),
    ...(parts !== undefined && { accumulate: parts }),
    ...(precision === "bf16" && { precision }),
  };
}

function checkPart(
  context: CheckContext,
  kind: "optimizer" | "schedule",
  path: string,
  value: Expression | undefined,
  { scope, at }: ArmDraft,
  overrides: readonly Override[],
): PluginRef | undefined {
  const call = value && requireCall(context, kind, value);
  if (value && !call) return undefined;
  const checked = inStage(context, `${path}.${kind}`, [call, scope, at], (inner) =>
    call
      ? checkRef(inner, kind, call, scope, overrides)
      : checkDefaultRef(inner, kind, { name: builtIn[kind], options: {} }, at.arm.span, overrides),
  );
  if (checked) addOrigins(context.origins, `${path}.${kind}.options`, checked.origins);
  context.origins[`${path}.${kind}`] = value ? context.originOf(value.span) : languageDefault;
  return checked?.ref;
}

/** The total number of epochs under a learning rule that trains groups in turn. */
function totalEpochs(
  context: CheckContext,
  plugin: TrainerPlugin,
  { options }: PluginRef,
  { name, trainer: { span } }: ArmDraft,
  said: number,
  { blocks }: ArchitectureSpec,
): number | undefined {
  const refused = ({ message, hint }: ShapeError) =>
    context.accept(messages.groupingRefused(span, name, message, hint));
  const count = () => plugin.epochs?.(optionsOf(plugin, options), said, blocks);
  const total = callHook(context, plugin, "epochs", span, count, refused);
  if (total === undefined || total <= mostEpochs) return total;
  context.accept(messages.groupingRefused(span, name, `it adds up to ${total} epochs, more than ${mostEpochs}`));
  return undefined;
}

/** For a whole training: the schedule of measures is a list in memory. */
const mostEpochs = 1_000_000;

/** Settings that are plain values rather than plugins. */
interface PlainSettings {
  readonly epochs: number;
  readonly clip: number;
  readonly accumulate: number;
  readonly precision: "fp32" | "bf16";
}

const plain: {
  readonly [K in keyof PlainSettings]: {
    readonly expected: string;
    readonly fits: (value: Json) => value is PlainSettings[K];
  };
} = {
  epochs: {
    expected: `a whole number from 1 to ${mostEpochs}`,
    fits: (value): value is number => isWhole(value, 1) && value <= mostEpochs,
  },
  clip: { expected: "a number above 0", fits: (value): value is number => typeof value === "number" && value > 0 },
  accumulate: { expected: "a whole number, 1 or more", fits: (value): value is number => isWhole(value, 1) },
  precision: {
    expected: "fp32 or bf16",
    fits: (value): value is PlainSettings["precision"] => value === "fp32" || value === "bf16",
  },
};

/** undefined if nothing is set. */
function checkPlain<K extends keyof PlainSettings>(
  context: CheckContext,
  path: string,
  setting: K,
  value: Expression | undefined,
  scope: Scope | undefined,
): PlainSettings[K] | "wrong" | undefined {
  if (!value) return undefined;
  const said: Json | undefined = evaluate(value, scope, context.accept.bind(context));
  context.origins[`${path}.${setting}`] = context.originOf(value.span);
  if (said === undefined) return "wrong";
  const { expected, fits } = plain[setting];
  if (fits(said)) return said;
  context.accept(messages.wrongValue(value.span, `\`${setting}\``, expected, describe(said)));
  return "wrong";
}
