import type { Case, Suite } from "../case.ts";
import { own, peers } from "../commands.ts";

const samples = [128, 512, 1024, 4096];
const features = [784, 4096, 65536];
/** The published form makes an [m, m, d] array: it is left out above this many bytes. */
const publishedLimit = 6e9;

/** nHSIC of one layer's output with a prepared probe set, calibration included; the peers compute only the value. */
export const nhsic: Suite = {
  name: "nhsic",
  cases: (python) =>
    samples.flatMap((m) =>
      features.map((d): Case => {
        const published = m * m * d * 4 <= publishedLimit;
        return {
          suite: "nhsic",
          name: `m ${m}, d ${d}`,
          unit: "ms",
          ours: own("nhsic.ts", m, d),
          peers: peers(python, {
            "PyTorch Cholesky": ["nhsic.py", m, d, "cholesky"],
            ...(published && { "published form": ["nhsic.py", m, d, "broadcast"] }),
          }),
        };
      }),
    ),
};
