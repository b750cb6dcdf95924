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
    .filter(isForeign);
  // A plugin may be an installed package, and call others.
  return places.find(({ file }) => !installed.test(file)) ?? places[0];
}

/** Outside Infoplane, its program and the libraries that it calls. */
const isForeign = ({ file }: ThrownAt): boolean =>
  !file.startsWith(own) && file !== entryPoint && !libraries.test(file);

/** Limit for following causes: a plugin may make them circular. */
const mostCauses = 16;

/** An error and its causes, outermost first: 16 at most, as far as they are readable. Never throws. */
export function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  try {
    for (let cause = error; cause instanceof Error && causes.length < mostCauses; cause = cause.cause) {
      causes.push(cause);
    }
  } catch {
    // A plugin's error with getters that throw.
  }
  return causes;
}

/** Stacks of an error and of its causes, outermost first, as far as they are readable. Never throws. */
export function stacksOf(error: unknown): string[] {
  return causesOf(error).flatMap((cause) => {
    try {
      const stack: unknown = cause.stack ?? cause.message;
      return [typeof stack === "string" ? shortened(stack) : ""];
    } catch {
      return [];
    }
  });
}

/**
 * Whether a plugin's own code made this error: not the engine, a library or the system that it called. What such an
 * error says are the plugin's words. One without a stack is a plugin's too.
 */
export function isOfPlugin(error: Error): boolean {
  const innermost = stacksOf(error)[0]
    ?.split("\n")
    .find((line) => /^\s*at /.test(line));
  if (innermost === undefined) return true;
  const place = placeIn(innermost);
  return place !== undefined && isForeign(place);
}

/** Characters of a stack that are kept at its head, the message, and at its end, the places. */
const [longestHead, longestEnd] = [4000, 16_000];

function shortened(stack: string): string {
  if (stack.length <= longestHead + longestEnd) return stack;
  return `${stack.slice(0, longestHead)}...\n${stack.slice(-longestEnd)}`;
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
