/**
 * From now on SIGUSR1 opens no debugger, and one that comes while the program is still loading is delivered to the
 * first listener. Must be imported before everything else.
 */
let isHeld = false;
process.on("SIGUSR1", () => (isHeld = true));
process.on("newListener", function tell(event: string | symbol, listener: (name: NodeJS.Signals) => void) {
  if (event !== "SIGUSR1") return;
  process.off("newListener", tell);
  if (isHeld) setImmediate(() => listener("SIGUSR1"));
});
