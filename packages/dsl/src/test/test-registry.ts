import { Registry } from "@infoplane/contracts";
import { dataAndMeasures } from "./plugins/data-and-measures.ts";
import { layers } from "./plugins/layers.ts";
import { architectures, heads } from "./plugins/networks.ts";
import { training } from "./plugins/training.ts";

/** Small plugins of every kind with real schemas and shapes, for tests of the language. They cannot run. */
export function testRegistry(): Registry {
  return new Registry().add(
    [...layers, ...architectures, ...heads, ...training, ...dataAndMeasures],
    "the test registry",
  );
}
