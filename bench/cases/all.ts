import type { Case } from "../case.ts";
import { collect, discard, stdin } from "./bytes.ts";
import { flat } from "./flat.ts";
import { idle } from "./idle.ts";
import { importing, size } from "./install.ts";
import { lines } from "./lines.ts";
import { longLine } from "./long-line.ts";
import { pauses } from "./pause.ts";
import { slowReader } from "./slow-reader.ts";
import { start } from "./start.ts";
import { stops } from "./stop.ts";
import { together } from "./together.ts";

export const CASES: readonly Case[] = [
  start,
  together,
  ...pauses,
  ...stops,
  lines,
  longLine,
  flat,
  slowReader,
  collect,
  discard,
  stdin,
  idle,
  importing,
  size,
];
