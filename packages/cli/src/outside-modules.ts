import { register } from "node:module";

let heard = false;

/**
 * From now on modules outside this checkout, wherever they lie, find Infoplane's packages, zod and TensorFlow.js as this
 * file does when they have none of their own, and TypeScript files of no package are read as ES modules. Both keep the
 * contracts one: a second copy of them would be another InfoplaneError and another registry.
 */
export function resolveForOutside(): void {
  if (heard) return;
  heard = true;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { here: import.meta.url } });
}

/** Runs in the thread of the loader, which reads no TypeScript. */
const hooks = `
let here;
export function initialize(data) { here = data.here; }
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context).catch((error) => {
    if (!/^(@infoplane|@tensorflow|zod)(\\/|$)/.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: here });
  });
  const { pathname } = new URL(found.url);
  const isOurs = /\\.ts$/.test(pathname) && !pathname.includes("/node_modules/");
  return isOurs && found.format === "commonjs" ? { ...found, format: "module" } : found;
}
`;
