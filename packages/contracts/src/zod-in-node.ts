import { createRequire } from "node:module";
import type * as zod from "zod";

/**
 * Zod's schemas, as CommonJS: one file to the module loader, where its ES modules are 95 (64 of them translations) and
 * cost a tenth of the time that `check` takes. Options made with another copy of Zod 4 fit as well. A browser, which has no
 * `require`, gets `zod-in-browser.ts` by way of `#zod` in package.json.
 */
export const { z } = createRequire(import.meta.url)("zod") as typeof zod;
