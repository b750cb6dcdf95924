import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * One training step, batch 128, float32, ours and PyTorch's in turn, each in a process of its own.
 * Usage: PEER_PYTHON=<python with torch> npx tsx bench/step.ts [rounds]
 */
interface Timing {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly peakMegabytes?: number;
}

const rounds = Number(process.argv[2] ?? 3);
const python = process.env["PEER_PYTHON"];
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function measure(command: string, args: readonly string[]): Timing {
  const text = execFileSync(command, [...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return JSON.parse(text.trim().split("\n").at(-1) ?? "") as Timing;
}

const ours = (network: string, trainer: string, steps: number): Timing =>
  measure(process.execPath, ["--import", "tsx", here("own-step.ts"), network, trainer, String(steps)]);
const peer = (network: string, steps: number, layout: string): Timing =>
  measure(python ?? "", [here("peers/step.py"), network, String(steps), layout]);

function summary(timings: readonly Timing[]): string {
  const medians = timings.map(({ median }) => median).sort((a, b) => a - b);
  const [low, high] = [Math.min(...timings.map(({ min }) => min)), Math.max(...timings.map(({ max }) => max))];
  return `${middle(medians).toFixed(1)} (${low.toFixed(1)}-${high.toFixed(1)})`;
}
const middle = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? NaN;
const centre = (timings: readonly Timing[]): number =>
  middle(timings.map(({ median }) => median).sort((a, b) => a - b));

console.log(
  "| network | trainer | ours, ms | peak MB | PyTorch NCHW, ms | channels_last, ms | ours / NCHW | ours / channels_last |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const [network, steps] of [
  ["lenet5", 60],
  ["vgg11", 5],
  ["resnet18", 3],
] as const) {
  for (const trainer of ["e2e", "per-layer"]) {
    const [own, nchw, last]: [Timing[], Timing[], Timing[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      own.push(ours(network, trainer, steps));
      if (!python || trainer !== "e2e") continue;
      nchw.push(peer(network, steps, "nchw"));
      last.push(peer(network, steps, "channels_last"));
    }
    const peers = nchw.length > 0;
    const cells = [
      ...[network, trainer, summary(own), String(own[0]?.peakMegabytes)],
      ...(peers ? [summary(nchw), summary(last)] : ["", ""]),
      ...(peers ? [(centre(own) / centre(nchw)).toFixed(2), (centre(own) / centre(last)).toFixed(2)] : ["", ""]),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
