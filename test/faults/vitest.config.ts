import { availableParallelism } from "node:os";
import { join } from "node:path";
import { testConfig } from "../../vitest.shared.ts";

// What takes too long for `npm test`: here, in ../whole (runs compared bit by bit), ../damage and ../attack, and beside
// the source it tests.
const root = join(import.meta.dirname, "../..");
const include = ["test/{faults,whole,damage,attack}/**/*.spec.ts", "packages/*/src/**/*.spec.ts"];
const { test } = testConfig(root, { engine: true, include });
export default { test: { ...test, maxWorkers: availableParallelism() } };
