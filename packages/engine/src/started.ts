export { engineContext, tensors } from "./choose/engine.ts";
export { ops } from "./ops/ops.ts";
export { matrix } from "./linalg/matrix.ts";
export type { Matrix } from "@infoplane/contracts";
export { symmetrise } from "./linalg/symmetrise.ts";
