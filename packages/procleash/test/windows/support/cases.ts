/**
 * The three kinds of cases of this suite, which runs on Windows and under Wine. None is left out in silence: a case that is
 * not tried says why, in the results.
 */
import process from "node:process";
import test from "node:test";
import type { TestContext } from "node:test";

/** Set by scripts/wine.ts. Where it is missing under Wine, cases fail there that cannot hold; none passes for nothing. */
const UNDER_WINE = process.env["LEASH_UNDER_WINE"] === "1";
/** Set there, too, for a Wine in which CTRL_BREAK works. */
const HAS_BREAK = !UNDER_WINE || process.env["LEASH_WINE_BREAK"] === "1";

type Act = (context: TestContext) => void | Promise<void>;

/** A promise that is kept; perhaps one that Wine has to be repaired for. */
export function holds(name: string, act: Act, needs?: "CTRL_BREAK"): void {
  const lacking = needs === "CTRL_BREAK" && !HAS_BREAK;
  const why = "cannot be tested under this Wine: it has no CTRL_BREAK; `npm run test:wine -- --repaired` has";
  test(name, { skip: lacking && why }, act);
}

/** A promise that means nothing on Windows. */
export function doesNotApply(name: string, why: string): void {
  test(name, { skip: `does not apply: ${why}` });
}

/** A promise that is kept, and shown on Windows only. */
export function notUnderWine(name: string, why: string, act: Act): void {
  test(name, { skip: UNDER_WINE && `cannot be tested under Wine: ${why}` }, act);
}
