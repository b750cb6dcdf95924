import type { Command } from "../case.ts";
import { own } from "../commands.ts";
import type { Network } from "./networks.ts";

/** How ours takes a step. */
export interface Form {
  readonly trainer: string;
  readonly precision?: "fp32" | "bf16";
  /** Default true. */
  readonly compile?: boolean;
  /** If not those of the network. */
  readonly steps?: number;
}

/** The process that takes steps of a network in one form. */
export const ownStep = (
  { name, steps: many, warmUp }: Network,
  { trainer, precision = "fp32", compile = true, steps = many }: Form,
): Command =>
  own(
    "step.ts",
    ...[name, trainer, "--precision", precision, "--steps", steps, "--warm-up", warmUp],
    ...(compile ? [] : ["--no-compile"]),
  );
