/** Not for import: a process that runs a cell until it is asked to stop. */
import { connectCellHost } from "../cell-host.ts";

const host = connectCellHost();
const alive = setInterval(() => undefined, 1000);
let step = 0;
const at = (): { epoch: number; step: number } => ({ epoch: 0, step: step++ });
host.emit({ kind: "note", cell: "a", message: "ready" });
host.signal.addEventListener("abort", () => {
  clearInterval(alive);
  for (let i = 0; i < 100; i++) host.emit({ kind: "step", cell: "a", at: at(), loss: 1 });
  host.emit({ kind: "end", cell: "a", status: { state: "interrupted", at: at() } });
  void host.close();
});
