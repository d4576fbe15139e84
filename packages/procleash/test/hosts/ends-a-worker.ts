// Holds a tree in this thread and one in a worker; prints the pids of both, waits for SIGUSR2, terminates the worker, and says
// so. Token.
import { once } from "node:events";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { program } from "../support/programs.ts";
import { grow, NEVER } from "../support/trees.ts";

const token = isMainThread ? (process.argv[2] ?? "") : (workerData as string);
const { tree } = await grow(program("grows-nasty-tree.sh", token), { termTimeout: NEVER });
const pids = tree.map(({ pid }) => pid);

if (isMainThread) {
  console.log(`pids ${pids.join(" ")}`);
  // Workers of Node 20 do not inherit the loader that strips the types.
  const loader = import.meta.resolve("tsx/esm/api");
  const script = `import(${JSON.stringify(loader)}).then(({ tsImport }) => tsImport(${JSON.stringify(import.meta.url)}, ${JSON.stringify(import.meta.url)}))`;
  const worker = new Worker(script, { eval: true, workerData: token });
  worker.once("message", async (others: number[]) => {
    const word = once(process, "SIGUSR2");
    console.log(`pids ${others.join(" ")}`);
    await word;
    await worker.terminate();
    console.log("terminated");
  });
} else {
  parentPort?.postMessage(pids);
}
