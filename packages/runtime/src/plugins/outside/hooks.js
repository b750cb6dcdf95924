// Plain JavaScript, with its types beside it: on Node 20 the thread of the loader reads nothing else.
import { asWritten, isShared } from "./found-module.js";

let places;

/** Of `module.register`: runs in the thread of the loader. */
export function initialize(data) {
  places = data;
}

/** The hook of `module.register`. */
export async function resolve(specifier, context, next) {
  try {
    return asWritten(await next(specifier, exact(specifier, context, places)));
  } catch (error) {
    if (!isShared(specifier)) throw error;
    return await next(specifier, { ...context, parentURL: places.loader });
  }
}

/** The same for `module.registerHooks`. */
export function resolveSync(specifier, context, next, places) {
  try {
    return asWritten(next(specifier, exact(specifier, context, places)));
  } catch (error) {
    if (!isShared(specifier)) throw error;
    return next(specifier, { ...context, parentURL: places.loader });
  }
}

/** For what a TypeScript file imports as `one.js` tsx takes a `one.ts` beside it. A plugin is the file that is named. */
function exact(specifier, context, { loader }) {
  return context.parentURL === loader && specifier.startsWith("file:") ? { ...context, parentURL: specifier } : context;
}
