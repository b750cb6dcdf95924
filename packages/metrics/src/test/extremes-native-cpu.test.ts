import { describeExtremes } from "./extremes-suite.ts";

describeExtremes("native-cpu");
