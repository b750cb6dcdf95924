// Drawing in this process: separate from the plugins, which every command loads.
export { toSvg } from "./vega-lite/to-svg.ts";
