import type { Found } from "./found-module.js";

/** What a `resolve` hook receives about an import. */
export interface Importing {
  readonly parentURL?: string | undefined;
}

/** The modules whose imports are resolved differently than by Node and tsx. */
export interface Places {
  /** The module that loads plugins, whose imports are taken literally. */
  readonly loader: string;
}

export declare function resolveSync(
  specifier: string,
  context: Importing,
  next: (specifier: string, context: Importing) => Found,
  places: Places,
): Found;
