import { describeOptimizers } from "./test/optimizer-suite.ts";

describeOptimizers("native-cpu");
