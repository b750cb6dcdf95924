import { execFileSync, spawnSync } from "node:child_process";

/**
 * `npm run affected -- [base]`: lint, types and tests of what changed since a base commit, for CI. The base is the
 * argument, or NX_BASE, or where this branch left main. Without a base that git knows (a shallow clone, a first
 * commit), everything is tested: `nx affected` would silently test nothing.
 */
function resolveBase(): string | undefined {
  const wanted = process.argv[2] ?? process.env["NX_BASE"];
  const candidates = wanted
    ? [["rev-parse", "--verify", `${wanted}^{commit}`]]
    : [["merge-base", "origin/main", "HEAD"]];
  for (const args of candidates) {
    try {
      const base = execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
      const head = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
      if (base !== head) return base;
    } catch {
      // Not a commit here: test everything.
    }
  }
  return undefined;
}

const base = resolveBase();
const selection = base ? ["affected", `--base=${base}`] : ["run-many"];
console.log(base ? `what changed since ${base}` : "no base to compare with: everything");
const { status } = spawnSync("npx", ["nx", ...selection, "-t", "lint", "typecheck", "test"], { stdio: "inherit" });
process.exitCode = status ?? 1;
