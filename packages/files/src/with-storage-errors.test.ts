import { InfoplaneError } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { withStorageErrors } from "./with-storage-errors.ts";

const fault = (code: string): Error =>
  Object.assign(new Error(`${code}: said by the system, write`), { code, syscall: "write" });
const failing = (error: Error): Promise<unknown> =>
  withStorageErrors("runs/cifar", () => Promise.reject(error)).catch((caught: unknown) => caught);

it.each([
  ["ENOSPC", /ENOSPC: said by the system$/, /free some space/],
  ["EDQUOT", /EDQUOT: said by the system$/, /free some space/],
  ["EROFS", /EROFS: said by the system$/, /choose another place/],
  ["EACCES", /EACCES: said by the system$/, /choose another place/],
  ["ENOTDIR", /a file is where a directory should be$/, /choose another place/],
])("explains %s and says what to do", async (code, message, hint) => {
  const cause = fault(code);
  const error = (await failing(cause)) as InfoplaneError;
  expect(error).toBeInstanceOf(InfoplaneError);
  expect(error.cause).toBe(cause);
  expect(error.diagnostics[0]).toMatchObject({ code: "files/not-writable" });
  expect(error.diagnostics[0]?.message).toMatch(message);
  expect(error.diagnostics[0]?.hint).toMatch(hint);
});

it("passes on other errors, and the result of the write", async () => {
  const other = new Error("a mistake in the program");
  expect(await failing(other)).toBe(other);
  expect(await withStorageErrors("runs/cifar", () => Promise.resolve(7))).toBe(7);
});
