import { join } from "node:path";
import { testConfig } from "../../vitest.shared.ts";

// What takes too long for `npm test`: here, and beside its source.
const root = join(import.meta.dirname, "../..");
export default testConfig(root, { engine: true, include: ["test/faults/**/*.spec.ts", "packages/*/src/**/*.spec.ts"] });
