import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  notWritable: [
    ["runs", "ENOSPC: no space left on device", true],
    ["runs", "EACCES: permission denied", false],
  ],
  locked: [["runs/cifar/lock", { pid: 4711, host: "node7" }]],
  lockLost: [["runs/cifar/lock"]],
  isLink: [["runs/cifar/report"]],
  lockUnreadable: [["runs/cifar/lock"]],
};
