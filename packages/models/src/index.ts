export * from "./module.ts";
export * from "./network.ts";
export * from "./export/pytorch-padding.ts";
export * from "./export/pytorch-weights.ts";
export * from "./export/keras-model.ts";
