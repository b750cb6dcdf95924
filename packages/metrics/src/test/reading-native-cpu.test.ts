import { describeReading } from "./reading-suite.ts";

describeReading("native-cpu");
