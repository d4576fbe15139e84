// Runs a program whose streams are of all kinds, and prints as JSON which way it was started and what came of it. Token.
import { examine, run } from "../../src/index.ts";

const [, , token = ""] = process.argv;
const finding = (await examine()).findings.find(({ name }) => name === "start");
const { stdout, stderr, exitCode } = await run("/bin/sh", ["-c", "cat; echo err >&2; exit 7", token], {
  stdin: "through",
  reject: false,
});
console.log(JSON.stringify({ status: finding?.status, detail: finding?.detail, ran: [stdout, stderr, exitCode] }));
