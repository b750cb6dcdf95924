import type { Diagnostic } from "@infoplane/contracts";

/** What the command line alone has to say about its words. */
export const messages = {
  unknownKind: (kind: string, known: readonly string[]): Diagnostic => ({
    code: "cli/unknown-kind",
    severity: "error",
    message: `no kind of plugin is called ${kind}`,
    hint: `there are ${known.join(", ")}`,
  }),
};
