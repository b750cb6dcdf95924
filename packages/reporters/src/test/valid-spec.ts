import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";

const file = createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json");
const ajv = new Ajv({ strict: false, allowUnionTypes: true, validateFormats: false });
const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);

/** The errors that the Vega-Lite JSON schema finds in a spec; empty if it is valid. */
export function validSpec(spec: unknown): string[] {
  if (validate(spec)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}
