export type { ExamplesOf } from "./examples-of.ts";
export { acceptedReasons, needs, type Need, type Needed } from "./needs.ts";
