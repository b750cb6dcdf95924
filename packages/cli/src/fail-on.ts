import { exitCodes, type ExitCode, type RunView, type Verdict } from "@infoplane/contracts";

/** Values of `--fail-on`. */
export const failOnNames = ["contradicted", "undecided"] as const;
export type FailOn = (typeof failOnNames)[number];

/** For a command that ends with a report: what the report had to omit takes precedence over the verdicts. */
export function reportExitCode({ leftOut, verdicts }: RunView, failOn: FailOn | undefined): ExitCode {
  return leftOut ? exitCodes.damaged : verdictExitCode(verdicts, failOn);
}

/** `contradicted`: no claim may be contradicted; `undecided`: all must be supported. */
export function verdictExitCode(verdicts: readonly Verdict[], failOn: FailOn | undefined): ExitCode {
  const failing: readonly string[] = { contradicted: ["contradicted"], undecided: failOnNames, never: [] }[
    failOn ?? "never"
  ];
  return verdicts.some(({ outcome }) => failing.includes(outcome)) ? exitCodes.runFailed : exitCodes.done;
}
