import type { Experiment } from "@infoplane/contracts";
import type { CheckpointsStatement } from "../ast/ast.ts";
import type { CheckContext } from "./context.ts";
import { everyFrom } from "./measures.ts";
import type { Scope } from "./scope.ts";

/** Which checkpoints stay after training. */
export function checkCheckpoints(
  context: CheckContext,
  { epochs, span }: CheckpointsStatement,
  scope: Scope | undefined,
): Experiment["checkpoints"] {
  const every = everyFrom(context, epochs, scope);
  if (every === undefined) return undefined;
  context.origins["checkpoints"] = context.originOf(span);
  return { every };
}
