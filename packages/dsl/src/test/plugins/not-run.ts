/** These plugins are for checking: nothing of them runs. */
export function notRun(): never {
  throw new Error("a plugin of the test registry cannot run");
}
