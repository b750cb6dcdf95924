import { describeExtremes } from "./extremes-suite.ts";

describeExtremes("wasm");
