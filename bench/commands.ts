import { fileURLToPath } from "node:url";
import type { Command } from "./case.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A script of bench/own, run like everything here. */
export const own = (script: string, ...args: readonly (string | number)[]): Command => ({
  file: process.execPath,
  args: ["--import", "tsx", here(`own/${script}`), ...args.map(String)],
});

/** The program, as a user calls it. */
export const program = (...args: readonly string[]): Command => ({
  file: here("../node_modules/.bin/tsx"),
  args: [here("../run.ts"), ...args],
});

/** Scripts of bench/peers under their names, ten minutes each at most; none without a Python. */
export const peers = (
  python: string | undefined,
  scripts: Readonly<Record<string, readonly (string | number)[]>>,
): Record<string, Command> =>
  python === undefined
    ? {}
    : Object.fromEntries(
        Object.entries(scripts).map(([name, [script, ...args]]) => [
          name,
          { file: python, args: [here(`peers/${script}`), ...args.map(String)], limitSeconds: 600 },
        ]),
      );
