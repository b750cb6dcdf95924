import type { VegaLiteSpec } from "@infoplane/contracts";
import { mostPixels, mostPoints } from "../drawing/limits.ts";
import * as messages from "../messages.ts";

/** Deeper than any figure is nested, and within the stack limit. */
const deepest = 200;
/** Values of a spec in total: rows with many columns. */
const mostValues = 100 * mostPoints;
/** Keys that point outside the spec: to a file, an address, or a link in the picture. */
const leading: ReadonlySet<string> = new Set(["href", "url"]);
const sides: ReadonlySet<string> = new Set(["width", "height"]);

/**
 * An outside figure's spec as a plain copy, each property read once. Throws an Error that says what is not allowed:
 * values that are not data, references to elsewhere, or too much for a picture. Leaves out `usermeta`, with which a
 * spec could change how it is embedded.
 */
export function plainSpec(given: unknown): VegaLiteSpec {
  if (typeof given !== "object" || given === null || Array.isArray(given) || given instanceof Promise)
    throw new TypeError(messages.noSpec(kindOf(given)));
  const spec = new PlainCopy().of(given) as VegaLiteSpec;
  return Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "usermeta"));
}

class PlainCopy {
  readonly #path: string[] = [];
  readonly #within = new Set<object>();
  #values = 0;
  #points = 0;

  /** `isData`: among rows, whose columns may have any name. */
  of(value: unknown, isData = false): unknown {
    this.#values += Array.isArray(value) ? value.length : 1;
    if (this.#values > mostValues) this.#refuse(messages.tooManyValues(mostValues));
    if (typeof value === "object" && value !== null) return this.#object(value, isData);
    if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol")
      this.#refuse(messages.notPlain(kindOf(value)));
    return value;
  }

  #object(value: object, isData: boolean): unknown {
    if (this.#within.has(value)) this.#refuse(messages.circular());
    if (this.#within.size >= deepest) this.#refuse(messages.tooDeep(deepest));
    this.#within.add(value);
    try {
      const { toJSON } = value as { readonly toJSON?: unknown };
      if (typeof toJSON === "function") return this.of(toJSON.call(value), isData);
      if (Array.isArray(value)) return value.map((item, place) => this.#at(String(place), item, isData));
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => {
          const isRows = isData || key === "values" || key === "datasets";
          return [key, this.#at(key, item, isRows)];
        }),
      );
    } finally {
      this.#within.delete(value);
    }
  }

  #at(key: string, value: unknown, isData: boolean): unknown {
    this.#path.push(key);
    if (key === "__proto__") this.#refuse(messages.ownPrototype());
    if (!isData && leading.has(key) && value !== undefined) this.#refuse(messages.leadsOut(key));
    if (isData && Array.isArray(value) && (this.#points += value.length) > mostPoints)
      this.#refuse(messages.tooManyPoints(mostPoints));
    const copy = this.of(value, isData);
    if (!isData && sides.has(key)) this.#measure(copy);
    this.#path.pop();
    return copy;
  }

  #measure(side: unknown): void {
    const pixels = typeof side === "object" && side !== null ? (side as { readonly step?: unknown }).step : side;
    if (typeof pixels === "number" && !(pixels <= mostPixels)) this.#refuse(messages.tooLarge(mostPixels));
  }

  #refuse(reason: string): never {
    throw new TypeError(messages.inSpec(this.#path, reason));
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a promise";
  return typeof value === "bigint" ? "a big integer" : `a ${typeof value}`;
}
