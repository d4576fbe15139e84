// A host: holds a tree in FOLDER, says so, and ends as HOW says: "exits", "throws", or waits to be killed. "bare": by node alone.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
const [folder, how, by] = process.argv.slice(2);
setTimeout(() => process.exit(9), 60_000);
const argv = [fileURLToPath(new URL("tree.mjs", import.meta.url)), "2", folder];
if (by === "bare") spawn(process.execPath, argv, { stdio: "ignore" });
else {
  const { start } = await import("procleash");
  start(process.execPath, argv);
}
const watch = setInterval(() => {
  if (!existsSync(join(folder, "grown"))) return;
  clearInterval(watch);
  if (how === "exits") process.exit(0);
  if (how === "throws") throw new Error("as the test wills");
  console.log("grown");
}, 20);
