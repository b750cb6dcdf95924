let leaving: ((code: number) => void) | undefined;

/** What ends a process that plugins were loaded into. */
export function endBy(leave: (code: number) => void): void {
  leaving = leave;
}

/** To be called when a process has done everything: it ends with this code, whatever plugins have left running in it. */
export function endProcess(code: number): void {
  process.exitCode = code;
  leaving?.(code);
}
