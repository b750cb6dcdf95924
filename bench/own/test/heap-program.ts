import { startEngine, tensors } from "@infoplane/engine";
import { openHeap } from "../heap.ts";

/** Prints megabytes of live and peak heap, above what was there before: with a tensor of 40 MB, without it, and restarted. */
await startEngine();
const tf = tensors();
const heap = openHeap();
if (!heap) throw new Error("the heap is not counted");
const x = tf.tidy(() => tf.add(tf.zeros([1000, 1000, 10]), tf.scalar(1)));
heap.restart();
const before = heap.read().live;
const counted: number[][] = [];
const count = (): void => {
  const { live, peak } = heap.read();
  counted.push([live, peak].map((bytes) => Math.round((bytes - before) / 1e6)));
};
const twice = tf.add(x, x);
count();
twice.dispose();
count();
heap.restart();
count();
console.log(JSON.stringify(counted));
