import { readFileSync } from "node:fs";
import { acceptedReasons } from "@infoplane/contracts/test";

/*
 * Totals over the given JSON reports of Vitest: how many tests passed, failed and were skipped, and the names of the
 * skipped ones with their reasons. Exits with 1 if one failed, none passed, or one was skipped that could have run.
 *     npx tsx scripts/count-tests.ts node_modules/.cache/tests.json
 */
interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly meta?: { readonly skipped?: string };
    }[];
  }[];
}

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")) as Report);
const files = reports.flatMap(({ testResults }) => testResults);
const tests = files.flatMap(({ assertionResults }) => assertionResults);
const count = (status: string): number => tests.filter((test) => test.status === status).length;
const skipped = tests.filter(({ status }) => !["passed", "failed"].includes(status));
const unfounded = skipped.filter(({ meta }) => !acceptedReasons.includes(meta?.skipped ?? ""));
// A file that can't be loaded fails without a test.
const failed =
  count("failed") +
  files.filter(({ status, assertionResults: { length } }) => status === "failed" && length === 0).length;

console.log(`${count("passed")} passed, ${failed} failed, ${skipped.length} skipped`);
for (const { fullName, meta } of skipped)
  console.log(`  skipped: ${fullName}: ${meta?.skipped ?? "no reason is given"}`);
if (unfounded.length > 0) console.log(`${unfounded.length} skipped that could have run`);
process.exitCode = count("passed") > 0 && failed === 0 && unfounded.length === 0 ? 0 : 1;
