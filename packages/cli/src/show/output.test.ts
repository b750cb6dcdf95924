import pc from "picocolors";
import { expect, it, vi } from "vitest";
import { terminalOutput, type Output } from "./output.ts";

function written(stream: NodeJS.WriteStream, use: (output: Output) => void): string {
  const write = vi.spyOn(stream, "write").mockReturnValue(true);
  try {
    use(terminalOutput());
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

it("shows control characters of a store as symbols, and its own colours as they are", () => {
  const hostile = "a\u001b[2Jb\u0007\rc\u202ed\u009b1m";
  const shown = "a␛[2Jb␇␍c\ufffdd\ufffd1m";
  expect(written(process.stdout, (output) => output.print(`${hostile}\n\té`))).toBe(`${shown}\n\té\n`);
  expect(written(process.stderr, (output) => output.note(hostile))).toBe(`${shown}\n`);
  const { bold, red, dim } = pc.createColors(true);
  const own = `${red("failed")} ${bold("b")} ${dim("d")}`;
  const inColour = written(process.stdout, (output) => output.print(own));
  expect(inColour).toBe(`${pc.isColorSupported ? own : own.replaceAll("\u001b", "␛")}\n`);
});
