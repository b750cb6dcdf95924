import type { Diagnostic } from "@infoplane/contracts";

/** Messages about the command line itself. */
export const messages = {
  unknownKind: (kind: string, known: readonly string[]): Diagnostic => ({
    code: "cli/unknown-kind",
    severity: "error",
    message: `no kind of plugin is called ${kind}`,
    hint: `there are ${known.join(", ")}`,
  }),
};
