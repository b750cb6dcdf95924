import { describeExtremes } from "./extremes-suite.ts";

describeExtremes("js");
