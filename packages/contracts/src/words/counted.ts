/** `1 thread`, `3 threads`, `1,200 threads`; `several` is for plurals that are not formed with an s. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}
