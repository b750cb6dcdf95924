import { expect, it } from "vitest";
import { memoised } from "./memoised.ts";

it("computes a key once, even for concurrent callers", async () => {
  const memo = memoised();
  let computed = 0;
  const compute = () => Promise.resolve(++computed);
  expect(await Promise.all([memo("a", compute), memo("a", compute), memo("b", compute)])).toEqual([1, 1, 2]);
  expect(await memo("a", compute)).toBe(1);
  expect(await memo("c", () => null)).toBeNull();
});

it("does not keep failures: the next call computes again", async () => {
  const memo = memoised();
  const fail = () => {
    throw new Error("no");
  };
  await expect(memo("a", fail)).rejects.toThrow("no");
  await expect(memo("a", () => Promise.reject(new Error("not now")))).rejects.toThrow("not now");
  expect(await memo("a", () => 1)).toBe(1);
});
