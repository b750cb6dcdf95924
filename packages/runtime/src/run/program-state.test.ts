import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { programState } from "./program-state.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "infoplane-program-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: readonly string[]): string => {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" }).trim();
};

/** A package of the command line at `path`, with another one next to it. */
function install(path: string): string {
  for (const name of ["cli", "core"]) {
    const place = join(folder, path, name);
    mkdirSync(join(place, "src"), { recursive: true });
    writeFileSync(join(place, "package.json"), "{}\n");
    writeFileSync(join(place, "src", "index.ts"), `export const name = "${name}";\n`);
  }
  return join(folder, path, "cli");
}

describe("programState", () => {
  it("is commit and changes of the repository with the code, whatever the current folder", async () => {
    const place = install("packages");
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "first");
    const commit = git("rev-parse", "HEAD");
    expect(await programState(place)).toEqual({ commit, diff: "" });
    writeFileSync(join(folder, "notes.txt"), "not its code");
    expect(await programState(place)).toEqual({ commit, diff: "" });
    writeFileSync(join(place, "src", "index.ts"), "export const name = 2;\n");
    expect((await programState(place)).diff).toContain("+export const name = 2;");
    const { commit: own } = await programState();
    expect(own).toMatch(/^[0-9a-f]{40}$/);
  });

  it("is not the commit of a project that has it installed: what npm records for a package from git, else a digest", async () => {
    const place = install("node_modules/@infoplane");
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "a project");
    const { digest, ...others } = await programState(place);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(others).toEqual({});
    writeFileSync(join(folder, "node_modules", "@infoplane", "core", "src", "index.ts"), "export {};\n");
    expect((await programState(place)).digest).not.toBe(digest);

    const commit = "0123456789abcdef0123456789abcdef01234567";
    const packages = { "node_modules/@infoplane/cli": { resolved: `git+ssh://git@example.org/a/b.git#${commit}` } };
    writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
    expect(await programState(place)).toEqual({ commit });
  });
});
