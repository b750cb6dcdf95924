import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, startCli, temporaryFolder, type Ended } from "../support/cli.ts";

const experiment = readFileSync(join(root, "experiments/quick.exp"), "utf8").replace("html, vega-lite, table", "table");
const small = ["--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1", "--executor", "in-process"];
const plainly = ["--engine", "js", ...small];

/** A command as typed in that folder. */
function within(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startCli(args, env, folder).ended;
}

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
    cwd: folder,
    encoding: "utf8",
  });

/** A program that leaves a mark when it runs, and prints nothing. */
function trap(folder: string, name: string): { readonly path: string; readonly mark: string } {
  const [path, mark] = [join(folder, name), join(folder, `${name}.ran`)];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\ntouch '${mark}'\ncat >/dev/null 2>&1 </dev/null\nexit 0\n`);
  chmodSync(path, 0o755);
  return { path, mark };
}

const marksIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ran"));

describe("an experiment in an untrusted folder", () => {
  it("runs nothing that the settings of its repository name", async () => {
    const [folder, traps] = [temporaryFolder(), temporaryFolder()];
    const { path } = trap(traps, "trap");
    const file = join(folder, "quick.exp");
    writeFileSync(file, experiment);
    writeFileSync(join(folder, "notes.txt"), "one\n");
    writeFileSync(join(folder, ".gitattributes"), "* filter=evil diff=evil merge=evil\n");
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(folder, "commit", "-qm", "first");
    writeFileSync(file, `${experiment}# changed\n`);
    writeFileSync(join(folder, "notes.txt"), "two\n");
    for (const name of [
      ...[
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
      ],
      ...["diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.process"],
      ...[
        "filter.evil.smudge",
        "merge.evil.driver",
        "gpg.program",
        "pager.diff",
        "credential.helper",
        "alias.rev-parse",
      ],
    ])
      git(folder, "config", name, path);
    for (const hook of [
      "post-index-change",
      "reference-transaction",
      "pre-auto-gc",
      "post-checkout",
      "fsmonitor-watchman",
    ])
      writeFileSync(join(folder, ".git/hooks", hook), readFileSync(path), { mode: 0o755 });
    const { code, stderr } = await within(folder, ["run", file, "--out", join(folder, "out"), ...plainly]);
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
    expect(marksIn(traps)).toEqual([]);
    const { git: state } = JSON.parse(readFileSync(join(folder, "out/quick/manifest.json"), "utf8")) as {
      git: { diff: string };
    };
    expect(state.diff).toContain("+# changed");
    expect(state.diff).not.toContain("two");
    // The traps work: git itself triggers them.
    expect(() => git(folder, "diff", "HEAD", "--", "notes.txt")).toThrow("Command failed");
    expect(marksIn(traps)).toEqual(["trap.ran"]);
  });

  it("does not fetch what a partial clone lacks, whatever program its settings name", async () => {
    const [folder, traps] = [temporaryFolder(), temporaryFolder()];
    const { path } = trap(traps, "trap");
    const file = join(folder, "quick.exp");
    writeFileSync(file, experiment);
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(folder, "commit", "-qm", "first");
    const blob = git(folder, "rev-parse", "HEAD:quick.exp").trim();
    rmSync(join(folder, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    for (const [name, value] of [
      ["extensions.partialClone", "origin"],
      ["remote.origin.url", `file://${traps}`],
      ["remote.origin.promisor", "true"],
      ["remote.origin.uploadpack", path],
      ["protocol.file.allow", "always"],
    ])
      git(folder, "config", name ?? "", value ?? "");
    const { code } = await within(folder, ["run", file, "--out", join(folder, "out"), ...plainly]);
    expect(code).toBe(0);
    expect(marksIn(traps)).toEqual([]);
    expect(() => git(folder, "cat-file", "blob", "HEAD:quick.exp")).toThrow("Command failed");
    expect(marksIn(traps)).toEqual(["trap.ran"]);
  });

  it.each(["", ".", "bin"])("does not look for programs in the folder, by the PATH entry %j", async (entry) => {
    const folder = temporaryFolder();
    const traps = ["git", "bin/git"].map((name) => trap(folder, name));
    writeFileSync(join(folder, "quick.exp"), experiment);
    const env = { PATH: `${entry}:${process.env["PATH"] ?? ""}` };
    const { code } = await within(folder, ["run", "quick.exp", "--out", join(folder, "out"), ...plainly], env);
    expect(code).toBe(0);
    for (const { mark } of traps) expect(existsSync(mark)).toBe(false);
  });

  it("does not look for libraries in the folder, by an empty entry of LD_LIBRARY_PATH", async () => {
    const folder = temporaryFolder();
    const [source, mark] = [join(folder, "library.c"), join(folder, "library.ran")];
    writeFileSync(join(folder, "quick.exp"), experiment);
    writeFileSync(
      source,
      `#include <stdio.h>\n__attribute__((constructor)) static void run(void) { fclose(fopen("${mark}", "w")); }\n`,
    );
    git(folder, "init", "-q");
    const used = execFileSync("ldd", [realpathSync(execFileSync("which", ["git"], { encoding: "utf8" }).trim())], {
      encoding: "utf8",
    });
    const library = /^\s*(lib(?:z|pcre2-8)\.so\.\d+)/m.exec(used)?.[1] ?? "";
    execFileSync("g++", ["-x", "c++", "-shared", "-fPIC", "-o", join(folder, library), source]);
    const env = { LD_LIBRARY_PATH: `:/usr/lib` };
    const args = ["run", join(folder, "quick.exp"), "--out", join(folder, "out"), ...plainly];
    const { code } = await within(root, args, env);
    expect(code).toBe(0);
    expect(existsSync(mark)).toBe(false);
    // The trap works.
    spawnSync("git", ["status"], { cwd: folder, env: { ...process.env, ...env } });
    expect(existsSync(mark)).toBe(true);
  });

  it.each(["HOME", "XDG_CONFIG_HOME"])("does not read git's settings in the folder, by a relative %s", async (name) => {
    const folder = temporaryFolder();
    const trace = join(folder, "trace.txt");
    writeFileSync(join(folder, "quick.exp"), experiment);
    for (const file of [".gitconfig", "git/config"]) {
      mkdirSync(dirname(join(folder, "settings", file)), { recursive: true });
      writeFileSync(join(folder, "settings", file), `[trace2]\n\tnormalTarget = ${trace}\n`);
    }
    git(folder, "init", "-q");
    const env = { [name]: "settings", ...(name === "HOME" && { XDG_CACHE_HOME: join(folder, "cache") }) };
    const { code } = await within(
      root,
      ["run", join(folder, "quick.exp"), "--out", join(folder, "out"), ...plainly],
      env,
    );
    expect(code).toBe(0);
    expect(existsSync(trace)).toBe(false);
    // The trap works.
    spawnSync("git", ["status"], { cwd: folder, env: { ...process.env, ...env } });
    expect(existsSync(trace)).toBe(true);
  });

  it("ignores the repository that GIT_DIR names, as within a git hook", async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    const file = join(folder, "quick.exp");
    writeFileSync(file, experiment);
    git(other, "init", "-q");
    git(other, "commit", "-qm", "first", "--allow-empty");
    const env = { GIT_DIR: join(other, ".git"), GIT_WORK_TREE: folder, GIT_INDEX_FILE: join(other, ".git/index") };
    const { code } = await within(folder, ["run", file, "--out", join(folder, "out"), ...plainly], env);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "out/quick/manifest.json"), "utf8")).not.toContain('"git"');
  });

  it("does not mistake a bare repository among the files for its own", async () => {
    const [folder, traps] = [temporaryFolder(), temporaryFolder()];
    const { path } = trap(traps, "trap");
    const bare = join(folder, "data");
    git(folder, "init", "-q", "--bare", bare);
    const inside = join(bare, "quick.exp");
    writeFileSync(inside, experiment);
    writeFileSync(join(bare, "config"), `[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${path}\n`);
    const { code } = await within(bare, ["run", inside, "--out", join(folder, "out"), ...plainly]);
    expect(code).toBe(0);
    expect(marksIn(traps)).toEqual([]);
    expect(readFileSync(join(folder, "out/quick/manifest.json"), "utf8")).not.toContain('"git"');
  });

  it.each(["fs", "node:fs", "child_process", "test"])(
    'does not load a file of the current folder for use "%s"',
    async (name) => {
      const folder = temporaryFolder();
      const mark = join(folder, "loaded.ran");
      const code = `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "")`;
      for (const file of [name, `${name}.js`, `${name}.ts`, `${name}.cjs`, `${name}/index.js`]) {
        const path = join(folder, file);
        if (existsSync(path)) continue;
        if (dirname(path) !== folder && existsSync(dirname(path))) continue;
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, code);
      }
      const file = join(folder, "uses.exp");
      writeFileSync(file, `use "${name}"\n${experiment}`);
      for (const command of ["check", "explain", "run"]) {
        const { code: ended, stderr } = await within(folder, [command, file]);
        expect([ended, stderr.includes("runtime/use-missing")]).toEqual([2, true]);
      }
      expect(existsSync(mark)).toBe(false);
    },
  );

  it("runs no module of the current folder in place of pip", async () => {
    const folder = temporaryFolder();
    for (const name of ["pip.py", "pip/__init__.py", "pip/__main__.py", "site.py", "sitecustomize.py"]) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), `open(${JSON.stringify(join(folder, "python.ran"))}, "w")\nprint("pip 1")\n`);
    }
    expect((await within(folder, ["doctor"])).code).not.toBeNull();
    expect(marksIn(folder)).toEqual([]);
  });

  it.each([
    ["empty", { HOME: "", XDG_CACHE_HOME: "", INFOPLANE_CACHE_DIR: "", INFOPLANE_DATA_DIR: "" }],
    ["relative", { XDG_CACHE_HOME: "cache", HOME: "home", INFOPLANE_CACHE_DIR: "" }],
  ])("keeps no cache in the current folder when the variables are %s", async (_, env) => {
    const folder = temporaryFolder();
    const { stdout } = await within(folder, ["doctor"], env);
    expect(stdout).toMatch(/cache +\//);
    expect(stdout).not.toContain(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves files that nobody else may write, whatever the umask", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "quick.exp");
    writeFileSync(file, experiment);
    const cache = join(folder, "cache");
    const before = process.umask(0);
    try {
      const { code } = await within(folder, ["run", file, "--out", join(folder, "out"), ...plainly], {
        INFOPLANE_CACHE_DIR: cache,
      });
      expect(code).toBe(0);
      await within(folder, ["doctor"], { INFOPLANE_CACHE_DIR: cache });
    } finally {
      process.umask(before);
    }
    const names = readdirSync(join(folder, "out"), { recursive: true, encoding: "utf8" });
    expect(names.length).toBeGreaterThan(10);
    for (const name of ["", ...names]) expect(statSync(join(folder, "out", name)).mode & 0o022, name).toBe(0);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
  });
});
