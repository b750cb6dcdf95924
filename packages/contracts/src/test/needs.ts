import type { TestOptions } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Why a test was skipped, as kept by the JSON report. */
    skipped?: string;
  }
}

/** What can be installed wherever the tests run, and its Debian package. */
const installable = {
  Chromium: "chromium",
  "a font": "fonts-dejavu-core",
  "Fashion-MNIST": "dataset-fashion-mnist",
  pip: "python3-pip",
} as const;

/** What a machine has or lacks, and why a test that needs it is skipped. */
const given = {
  Linux: "this is not Linux",
  POSIX: "this is Windows",
  mounts: "this user may not mount file systems",
} as const;

/** The reasons that are accepted everywhere, CI included. */
export const acceptedReasons: readonly string[] = Object.values(given);

/** What a test can need of its machine. */
export type Need = keyof typeof installable | keyof typeof given;

/** Vitest's options for a test or a group of tests. */
export type Needed = Pick<TestOptions, "skip" | "meta">;

/**
 * `it("draws", needs("a font", hasFont), ...)`: skipped, with the reason, if it is missing. With `CI` set, whatever can
 * be installed must exist: throws an Error that says how to install it.
 */
export function needs(need: Need, isThere: boolean): Needed {
  if (isThere) return {};
  if (!(need in installable)) return skipped(given[need as keyof typeof given]);
  const install = `apt-get install ${installable[need as keyof typeof installable]}`;
  if (process.env["CI"])
    throw new Error(`${need} is missing, and nothing is skipped in CI that can run there: ${install}`);
  return skipped(`${need} is missing: ${install}`);
}

const skipped = (reason: string): Needed => ({ skip: true, meta: { skipped: reason } });
