/**
 * Not for import: a process that runs a cell until it is asked to stop. With the argument `endless` it prints `loops`
 * and blocks its event loop forever, with `deaf` it does not stop, with `nosy` it does what a plugin may and ends.
 */
import { writeSync } from "node:fs";
import { connectCellHost } from "../cell-host.ts";

const how = process.argv[2];
const host = connectCellHost({ heard: 1.5, unheard: 0.5 });
const alive = setInterval(() => undefined, 1000);
let step = 0;
const at = (): { epoch: number; step: number } => ({ epoch: 0, step: step++ });
host.emit({ kind: "note", cell: "a", message: "ready" });
host.signal.addEventListener("abort", () => {
  if (how === "deaf") return;
  clearInterval(alive);
  for (let i = 0; i < 100; i++) host.emit({ kind: "step", cell: "a", at: at(), loss: 1 });
  host.emit({ kind: "end", cell: "a", status: { state: "interrupted", at: at() } });
  void host.close();
});
if (how === "nosy") {
  let disconnect = "";
  try {
    process.disconnect();
  } catch (error) {
    disconnect = String(error);
  }
  process.send?.({ seen: JSON.stringify(process.env).includes("secret"), disconnect });
  host.emit({ kind: "note", cell: "a", message: "still here" });
  clearInterval(alive);
  void host.close();
}
if (how === "endless") setTimeout(() => loop(), 100);

function loop(): never {
  writeSync(1, "loops\n");
  for (;;);
}
