import type { Found } from "./found-module.js";

/** What a hook of `resolve` is told of an import. */
export interface Importing {
  readonly parentURL?: string | undefined;
}

/** The modules whose imports are answered otherwise than Node and tsx do. */
export interface Places {
  /** The module that loads plugins: what it imports is taken as it is called. */
  readonly loader: string;
}

export declare function resolveSync(
  specifier: string,
  context: Importing,
  next: (specifier: string, context: Importing) => Found,
  places: Places,
): Found;
