import { currentEngine } from "../choose/engine.ts";
import type { LinearAlgebra } from "@infoplane/contracts";
import { nativeLinearAlgebra } from "./native.ts";
import { portableLinearAlgebra } from "./portable.ts";

/** Linear algebra of the current engine: libtensorflow's if it runs, ml-matrix's otherwise; both in float64. */
export function linalg(): LinearAlgebra {
  // Plugins get it: one that replaced a function would change what others measure.
  return Object.freeze(currentEngine().native ? nativeLinearAlgebra : portableLinearAlgebra);
}
