/** A place in a module's file; lines and columns count from 1. */
export interface ThrownAt {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:///a/packages/`: where Infoplane's own code is, in its repository or among installed packages. */
const own = new URL("../../", import.meta.url).pathname;
/** The repository's program: it awaits every command, so it is in every stack. */
const entryPoint = new URL("../../../run.ts", import.meta.url).pathname;
/** Libraries that plugins and Infoplane call, and those that call Infoplane. */
const libraries =
  /[\\/]node_modules[\\/](?:@tensorflow|@infoplane|zod|tsx|commander|@commander-js|vitest|@vitest)[\\/]/;
const installed = /[\\/]node_modules[\\/]/;

/**
 * Where an error came from, according to its stack or that of its cause: the innermost place in a plugin's own code,
 * that is, outside Infoplane and the system; undefined if the stack has none.
 */
export function thrownAt(error: unknown): ThrownAt | undefined {
  const places = stacksOf(error)
    .flatMap((stack) => stack.split("\n").flatMap((line) => placeIn(line) ?? []))
    .filter(({ file }) => !file.startsWith(own) && file !== entryPoint && !libraries.test(file));
  // A plugin may be an installed package, and call others.
  return places.find(({ file }) => !installed.test(file)) ?? places[0];
}

/** Limit for following causes: a plugin may make them circular. */
const mostCauses = 16;

/** Stacks of an error and of its causes, outermost first, as far as they are readable. Never throws. */
export function stacksOf(error: unknown): string[] {
  const stacks: string[] = [];
  try {
    for (let cause = error; cause instanceof Error && stacks.length < mostCauses; cause = cause.cause) {
      const stack: unknown = cause.stack ?? cause.message;
      stacks.push(typeof stack === "string" ? stack : "");
    }
  } catch {
    // A plugin's error with getters that throw.
  }
  return stacks;
}

/** `my-metric.ts:12:9`, with the full path. */
export const formatPlace = ({ file, line, column }: ThrownAt): string => `${file}:${line}:${column}`;

/** A line of a stack: `    at measure (file:///a/my%20metric.ts:12:9)`, `    at /a/metric.ts:12:9`. */
function placeIn(text: string): ThrownAt | undefined {
  const match = /^\s*at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/.exec(text);
  if (!match) return undefined;
  const [, place = "", line, column] = match;
  return { file: pathOf(place), line: Number(line), column: Number(column) };
}

/** Without the query string that a loader appends. */
function pathOf(place: string): string {
  if (!place.startsWith("file://")) return place.replace(/\?.*$/, "");
  try {
    const path = decodeURIComponent(new URL(place).pathname);
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    return place;
  }
}
