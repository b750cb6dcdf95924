/** These plugins are only for checking: none of them runs. */
export function notRun(): never {
  throw new Error("a plugin of the test registry cannot run");
}
