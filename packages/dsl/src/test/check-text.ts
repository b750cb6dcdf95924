import { check, type Checked, type CheckOptions } from "../check/check.ts";
import { parse } from "../parse/parse.ts";
import { testRegistry } from "./test-registry.ts";

/** Parses a text and, where its syntax is right, checks it: against the test registry unless another one is given. */
export function checkText(text: string, options: Partial<CheckOptions> = {}, file = "test.exp"): Checked {
  const { ast, diagnostics } = parse({ file, text });
  if (!ast || diagnostics.length > 0) return { diagnostics };
  return check(ast, { registry: testRegistry(), ...options });
}
