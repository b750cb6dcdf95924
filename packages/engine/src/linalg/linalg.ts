import { currentEngine } from "../choose/engine.ts";
import type { LinearAlgebra } from "@infoplane/contracts";
import { nativeLinearAlgebra } from "./native.ts";
import { portableLinearAlgebra } from "./portable.ts";

/** Linear algebra of the current engine: libtensorflow's if it runs, ml-matrix's otherwise; both in float64. */
export function linalg(): LinearAlgebra {
  return currentEngine().native ? nativeLinearAlgebra : portableLinearAlgebra;
}
