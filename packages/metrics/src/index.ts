export { metricPlugins } from "./plugins.ts";
export { dependence, type Dependence } from "./nhsic/dependence.ts";
export { gram, gramOfRows, type Scale } from "./nhsic/gram.ts";
export { createSide, type KernelSettings, type Side, type Width } from "./nhsic/side.ts";
