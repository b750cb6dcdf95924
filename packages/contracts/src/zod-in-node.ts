import { createRequire } from "node:module";
import type * as zod from "zod";

/**
 * Zod's schemas from its CommonJS build: one file for the module loader, whose 95 ES modules (64 of them translations)
 * would take a tenth of the time of `check`. Options made with another copy of Zod 4 work as well. A browser, which has
 * no `require`, gets `zod-in-browser.ts` via `#zod` in package.json.
 */
export const { z } = createRequire(import.meta.url)("zod") as typeof zod;
