/** Written next to the figures if PNG could not be drawn. */
export function noFont(): string {
  return (
    "PNG files were not drawn: no sans-serif font was found on this machine, and pictures without text would be misleading.\n" +
    "The SVG files are complete. To get PNG, install a font (Debian and Ubuntu: fonts-liberation or fonts-dejavu-core) and render the report again.\n"
  );
}

/** Written in place of a figure that could not be drawn. */
export function figureFailed(title: string, problem: string): string {
  return `The figure "${title}" could not be drawn: ${problem}\nThe records it draws are in the run store; the other figures are complete.\n`;
}

export const figureLeftOut = (title: string, problem: string) =>
  `the figure "${title}", which could not be drawn: ${problem.replace(/[.\s]+$/, "")}`;

// An outside figure that can't be drawn.

export const noFigure = (what: string) => `it is not a figure, but ${what}`;
export const noText = (what: string) => `${what} returned no text`;
export const noSpec = (what: string) => `spec() returned ${what}, not a Vega-Lite specification`;
export const notPlain = (what: string) => `it holds ${what}, which JSON can't represent`;
export const circular = () => "it contains itself";
export const tooDeep = (most: number) => `it is nested more than ${most} deep`;
export const tooManyValues = (most: number) => `it holds more than ${count(most)} values`;
export const tooManyPoints = (most: number) =>
  `it holds more than ${count(most)} rows of data, the limit for one figure: draw a sample of them, or means`;
export const ownPrototype = () => "it has a key __proto__";
export const leadsOut = (key: string) => `it has \`${key}\`: figures hold their data and link to nothing`;
export const tooLarge = (most: number) => `a side of the picture has more than ${count(most)} pixels`;
export const inSpec = (path: readonly string[], reason: string) =>
  path.length === 0 ? reason : `at ${path.join(".").slice(0, 200)}: ${reason}`;
export const tooManyMarks = (most: number) =>
  `the picture has more than ${count(most)} marks: draw a sample of them, or means`;
export const linked = () =>
  "the picture would have links or pictures in it: figures hold their data and link to nothing";

// The drawing process.

export const tookTooLong = (seconds: number) => `drawing it took longer than ${seconds} s, and was stopped`;
export const tookTooMuch = (megabytes: number) => `drawing it took more than ${count(megabytes)} MB of memory`;
export const drawerDied = (how: string, said: string) =>
  `the process that drew it ended (${how})${said === "" ? "" : `: ${said.split("\n").at(-1) ?? ""}`}`;
export const noDrawer = (reason: string) => `the process that draws figures could not be started: ${reason}`;
export const slowDrawer = (seconds: number) => `it was not ready after ${seconds} s`;

const count = (number: number): string => number.toLocaleString("en");
