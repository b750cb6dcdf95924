import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `tsx scripts/with-node.ts <versions> <command> [arguments]`: runs a command under each of these versions of Node,
 * such as `26` or `20.19.0,22`: the newest of each, from npm's own builds, which are kept under node_modules/.cache.
 * The command's child processes find that Node first. Exits with the first status that is not 0.
 */
function binaryOf(version: string): string {
  const { platform, arch } = process;
  const name = `node-${platform === "win32" ? "win" : platform}-${arch}`;
  const folder = fileURLToPath(new URL(`../node_modules/.cache/node/${version}`, import.meta.url));
  const binary = join(folder, "node_modules", name, "bin", platform === "win32" ? "node.exe" : "node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--no-save", "--loglevel", "error"];
  execFileSync("npm", ["install", "--prefix", folder, ...quiet, `${name}@${version}`], { stdio: "inherit" });
  return binary;
}

const [versions = "", command = "node", ...args] = process.argv.slice(2);
for (const version of versions.split(",")) {
  const binary = binaryOf(version);
  console.log(
    `\nNode ${execFileSync(binary, ["--version"], { encoding: "utf8" }).trim()}: ${[command, ...args].join(" ")}`,
  );
  const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env["PATH"] ?? ""}` };
  const { status } = spawnSync(command === "node" ? binary : command, args, { stdio: "inherit", env });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    break;
  }
}
