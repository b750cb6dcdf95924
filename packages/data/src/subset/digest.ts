import { createHash } from "node:crypto";
import type { Split } from "@infoplane/contracts";

/** SHA-256, in hex, over train images, train labels, test images, test labels. */
export function digest(train: Split, test: Split): string {
  const hash = createHash("sha256");
  for (const split of [train, test]) hash.update(split.images).update(split.labels);
  return hash.digest("hex");
}
