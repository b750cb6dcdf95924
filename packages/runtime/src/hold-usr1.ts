/**
 * From now on SIGUSR1 opens no debugger, and one that comes while the program is still being loaded is told to the first
 * that listens. To be imported before all else is.
 */
let isHeld = false;
process.on("SIGUSR1", () => (isHeld = true));
process.on("newListener", function tell(event: string | symbol, listener: (name: NodeJS.Signals) => void) {
  if (event !== "SIGUSR1") return;
  process.off("newListener", tell);
  if (isHeld) setImmediate(() => listener("SIGUSR1"));
});
