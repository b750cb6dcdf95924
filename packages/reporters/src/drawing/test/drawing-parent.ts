/** Not for import: draws a figure and waits, or draws an endless second one, as the first argument says. Reports it. */
import { Drawer } from "../drawer.ts";
import type { DrawingJob } from "../drawing-job.ts";
import { endless } from "./endless.ts";

const job = (spec: DrawingJob["figure"]["spec"]): DrawingJob => ({
  figure: { name: "own", title: "Own", caption: "", spec },
  size: "page",
  theme: "light",
  font: undefined,
  made: new Date(0),
  isTrial: true,
  limits: { time: 60 },
});
const drawer = new Drawer({ idle: 60 });
await drawer.draw(job({ data: { values: [{ a: 1 }] }, mark: "point" }));
if (process.argv[2] === "drawing") void drawer.draw(job(endless));
else setInterval(() => undefined, 1000);
console.log("now");
