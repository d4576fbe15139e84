// Grows a chain of detached processes: `node tree.mjs DEPTH FOLDER MODE`. Each beats in FOLDER/DEPTH until its deadline, or
// until FOLDER/end is there. The MODE of the leader: "leaves" first; "hears" CTRL_BREAK, and says so; "holds": all have its pipes.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
const [depth, folder, mode] = [Number(process.argv[2]), process.argv[3], process.argv[4] ?? "stays"];
setTimeout(() => process.exit(9), 60_000);
let beats = 0;
const beat = () => {
  writeFileSync(join(folder, String(depth)), String((beats += 1)));
  if (existsSync(join(folder, "end"))) process.exit(0);
  if (mode === "leaves" && existsSync(join(folder, "grown"))) process.exit(3);
};
setInterval(beat, 20);
if (depth > 0)
  spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), String(depth - 1), folder, mode === "holds" ? "holds" : "stays"],
    {
      detached: true,
      stdio: mode === "holds" ? "inherit" : "ignore",
    },
  );
else writeFileSync(join(folder, "grown"), "");
if (mode === "hears")
  process.on("SIGBREAK", () => {
    console.log("heard");
    process.exit(42);
  });
beat();
console.log("ready");
