import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { localServer } from "../test/local-server.ts";
import { tarOf } from "../test/tar-of.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";

// Too slow for `npm test`: npm run test:faults.
const rounds = 3;
const script = join(import.meta.dirname, "../test/obtain-toy.ts");
const lethal = join(import.meta.dirname, "../../../../test/support/lethal.ts");

/** Incompressible bytes, always the same. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) bytes[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24;
  return bytes;
}

/** Whether the cache has nothing of a data set, or all of it. */
function isWholeOrAbsent(cache: string, contents: Readonly<Record<string, Buffer>>): boolean {
  const place = join(cache, "toy");
  return (
    !existsSync(place) ||
    Object.entries(contents).every(([name, content]) => content.equals(readFileSync(join(place, name))))
  );
}

it(
  "a data set whose download or unpacking is killed is resumed from there, and ends up complete",
  { timeout: 300_000 },
  async () => {
    const contents = { a: noise(3_000_000), b: noise(1_000_000) };
    const entries = Object.entries(contents).map(([name, content]) => ({ name: `toy/${name}`, content }));
    const archive = gzipSync(await tarOf(entries));
    const md5 = createHash("md5").update(archive).digest("hex");
    const server = await localServer(new Map([["toy.tar.gz", archive]]), (response, _, content) => {
      const [, from] = /bytes=(\d+)-/.exec(response.req.headers.range ?? "") ?? [];
      let sent = Number(from ?? 0);
      if (sent >= content.length) return false;
      response.writeHead(from === undefined ? 200 : 206, { "content-length": content.length - sent });
      const timer = setInterval(() => {
        response.write(content.subarray(sent, (sent += 100_000)));
        if (sent < content.length) return;
        clearInterval(timer);
        response.end();
      }, 20);
      response.once("close", () => clearInterval(timer));
      return true;
    });
    let kills = 0;
    let resumed = 0;
    for (let round = 0; round < rounds; round++) {
      const cache = join(await temporaryDirectory(), "cache");
      mkdirSync(cache);
      const obtain = async (kill: {
        readonly after?: number;
        readonly operations?: number;
      }): Promise<number | null> => {
        const hooked = kill.operations === undefined ? [] : ["--import", lethal];
        const child = spawn(
          process.execPath,
          ["--import", "tsx", ...hooked, script, `${server.base}toy.tar.gz`, md5, cache],
          {
            cwd: import.meta.dirname,
            env: { ...process.env, LETHAL_OPERATIONS: String(kill.operations ?? ""), LETHAL_PATH: cache },
            stdio: ["ignore", "pipe", "inherit"],
          },
        );
        child.stdout.once("data", () => {
          if (kill.after !== undefined) setTimeout(() => child.kill("SIGKILL"), kill.after);
        });
        return new Promise((resolve) => child.once("close", resolve));
      };
      // By time into the download (which takes 0.9 s); by operations into its writes, the rename and the unpacking.
      const plan = [
        { after: 100 + 90 * round },
        { operations: 2 + 3 * round },
        { after: 200 },
        { operations: 12 + 9 * round },
      ];
      for (const kill of plan) {
        const part = join(cache, "toy.partial", "toy.tar.gz.part");
        const before = existsSync(part) ? statSync(part).size : 0;
        const asked = server.requests.length;
        const code = await obtain(kill);
        expect(isWholeOrAbsent(cache, contents)).toBe(true);
        if (server.requests.slice(asked).some(({ range }) => range === `bytes=${before}-`)) resumed++;
        if (code === 0) break;
        kills++;
      }
      expect(await obtain({})).toBe(0);
      expect(existsSync(join(cache, "toy"))).toBe(true);
      expect(isWholeOrAbsent(cache, contents)).toBe(true);
      expect(readdirSync(cache)).toEqual(["toy"]);
      expect(readdirSync(join(cache, "toy")).sort()).toEqual(["a", "b"]);
    }
    console.info(`${kills} kills of downloads, ${resumed} of them gone on from the bytes that were there`);
    expect(kills).toBeGreaterThan(2 * rounds);
    expect(resumed).toBeGreaterThan(rounds);
  },
);
