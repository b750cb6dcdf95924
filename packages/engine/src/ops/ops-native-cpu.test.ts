import { describeOps } from "../test/op-suite.ts";

describeOps("native-cpu");
