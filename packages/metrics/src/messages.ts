import type { Diagnostic } from "@infoplane/contracts";

export const needsNetwork = (metric: string): Diagnostic => ({
  code: "metric/needs-network",
  severity: "error",
  message: `${metric} looks at the network itself, and there are only stored activations here`,
  hint: "measure it on a run, or leave it out",
});
