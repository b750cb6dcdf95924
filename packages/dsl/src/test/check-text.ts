import { check, type Checked, type CheckOptions } from "../check/check.ts";
import { parse } from "../parse/parse.ts";
import { testRegistry } from "./test-registry.ts";

/** Parses a text and, if its syntax is valid, checks it against the test registry or the given one. */
export function checkText(text: string, options: Partial<CheckOptions> = {}, file = "test.exp"): Checked {
  const { ast, diagnostics } = parse({ file, text });
  if (!ast || diagnostics.length > 0) return { diagnostics };
  return check(ast, { registry: testRegistry(), ...options });
}
