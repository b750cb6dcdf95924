import { join } from "node:path";
import { execa } from "execa";

const entry = join(import.meta.dirname, "../../index.ts");
const setup = join(import.meta.dirname, "../../setup.ts");

/**
 * Runs `body` in a new process, with `engine` being this package after its setup, and returns its result. A process has
 * one engine, so every test of choosing needs its own.
 */
export async function runEngineScript(body: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const code = `
    import { createRequire } from "node:module";
    const require = createRequire(${JSON.stringify(entry)});
    const engine = { ...(await import(${JSON.stringify(entry)})), ...(await import(${JSON.stringify(setup)})) };
    const answer = await (async () => {${body}})();
    process.stdout.write("\\n" + JSON.stringify(answer));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", code];
  const { stdout } = await execa(process.execPath, args, { cwd: import.meta.dirname, env });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
}
