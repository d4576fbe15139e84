// Tries to start all that cannot be started, and prints as JSON which road it took and what it was told. Token.
import { rmSync } from "node:fs";
import { LeashError, run } from "../../src/index.ts";
import { chooseRoad } from "../../src/spawn/road.ts";
import { cases, folder } from "../support/unstartable.ts";

const [, , token = ""] = process.argv;
const told: Record<string, string> = {};
for (const { what, file, options = {} } of cases) {
  const error: unknown = await run(file, [token], options).catch((reason: unknown) => reason);
  const cause = error instanceof LeashError ? (error.cause as NodeJS.ErrnoException) : null;
  told[what] = `${String(error)} [${cause?.code} ${cause?.errno}]`.replaceAll(folder, "FOLDER");
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ addon: chooseRoad().insteadOfAddon === null, told }));
