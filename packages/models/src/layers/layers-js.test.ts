import { describeLayers } from "../test/layer-suite.ts";

describeLayers("js");
