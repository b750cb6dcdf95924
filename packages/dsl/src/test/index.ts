export { testRegistry } from "./test-registry.ts";
export { readMarkers, type Marked } from "./markers.ts";
export { checkText } from "./check-text.ts";
export { smallExperiment } from "./small-experiment.ts";
