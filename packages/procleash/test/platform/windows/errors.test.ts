// Promise: an error number of Windows is told by the name that the same trouble has elsewhere.
import assert from "node:assert/strict";
import { constants } from "node:os";
import test from "node:test";
import { lastErrorName } from "../../../src/platform/windows/errors.ts";

const NAMES: Readonly<Record<string, readonly number[]>> = {
  ENOENT: [2, 3],
  EACCES: [5, 740, 1260],
  ENOEXEC: [193, 216],
  ENOTDIR: [267],
  ENAMETOOLONG: [206],
  ENOMEM: [8, 14, 1455],
  EMFILE: [4],
  EAGAIN: [1816],
};

for (const [name, numbers] of Object.entries(NAMES)) {
  test(`${numbers.join(", ")}: ${name}`, () => {
    for (const number of numbers) assert.equal(lastErrorName(number), name);
  });
}

test("every name is one of node's, and an unknown number is its own name", () => {
  const names = Array.from({ length: 6000 }, (_, number) => lastErrorName(number));
  for (const [number, name] of names.entries()) {
    assert.ok(name in constants.errno || name === `ERROR_${number}`, name);
  }
  assert.equal(lastErrorName(1392), "ERROR_1392");
});
