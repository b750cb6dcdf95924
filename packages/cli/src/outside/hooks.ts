import { asWritten, isShared, type Found } from "./found-module.ts";

/** What a hook of `resolve` is told of an import. */
export interface Importing {
  readonly parentURL?: string | undefined;
}

type Next<R> = (specifier: string, context: Importing) => R;

/** The modules whose imports are answered otherwise than Node and tsx do. */
export interface Places {
  /** The module that loads plugins: what it imports is taken as it is called. */
  readonly loader: string;
}

let places: Places;

/** Of `module.register`: runs in the thread of the loader. */
export function initialize(data: Places): void {
  places = data;
}

/** The hook of `module.register`. */
export async function resolve(specifier: string, context: Importing, next: Next<Promise<Found>>): Promise<Found> {
  try {
    return asWritten(await next(specifier, exact(specifier, context, places)));
  } catch (error) {
    if (!isShared(specifier)) throw error;
    return await next(specifier, { ...context, parentURL: places.loader });
  }
}

/** The same for `module.registerHooks`. */
export function resolveSync(specifier: string, context: Importing, next: Next<Found>, places: Places): Found {
  try {
    return asWritten(next(specifier, exact(specifier, context, places)));
  } catch (error) {
    if (!isShared(specifier)) throw error;
    return next(specifier, { ...context, parentURL: places.loader });
  }
}

/** For what a TypeScript file imports as `one.js` tsx takes a `one.ts` beside it. A plugin is the file that is named. */
function exact(specifier: string, context: Importing, { loader }: Places): Importing {
  return context.parentURL === loader && specifier.startsWith("file:") ? { ...context, parentURL: specifier } : context;
}
