/** Not for import: two cells in this process; the first waits for a promise that never settles. Prints how they end. */
import { inProcess } from "../in-process.ts";
import { fakeCell, fakeContext } from "./fake-context.ts";

const at = { epoch: 1, step: 2 };
const context = fakeContext({
  runCell({ hash }, _signal, emit) {
    if (hash === "other") return Promise.resolve({ state: "done", at: { epoch: 1, step: 0 }, seconds: 1 });
    emit({ kind: "step", cell: hash, at, loss: 1 });
    emit({ kind: "doing", cell: hash, what: "metric endless for endless at epoch 1" });
    return new Promise(() => undefined);
  },
});
const executor = await inProcess.create({}, context);
const statuses = await executor.execute(["stuck", "other"].map(fakeCell));
console.log(JSON.stringify([...statuses.values()]));
