/** What is shown of a test file, and counted. */

export interface Counts {
  readonly tests: number;
  readonly pass: number;
  readonly fail: number;
  readonly skipped: number;
}

/** How a test file went. */
export interface Ran {
  readonly file: string;
  /** What node's runner says, in the format "tap". */
  readonly tap: string;
  readonly stderr: string;
  /** The exit code; null if the time was over. */
  readonly code: number | null;
  /** Processes that it has left behind. */
  readonly left: readonly string[];
  readonly seconds: number;
}

const RESULT = /^( *)(not ok|ok) \d+ - (.*)$/gm;

/** Prints how it went, at length if it went wrong. Whatever no test can say counts as one more that failed. */
export function report(title: string, ran: Ran): Counts {
  const { file, tap, stderr, seconds } = ran;
  console.log(`\n# ${title}: ${file} (${seconds.toFixed(1)} s)`);
  const counts = countsOf(tap);
  const trouble = troubleWith(ran, counts);
  if (counts.fail === 0 && trouble.length === 0) {
    for (const [, indent, verdict, name] of tap.matchAll(RESULT)) console.log(`${indent}${verdict} ${name}`);
    return counts;
  }
  console.log(`${tap}\n${stderr}`);
  for (const what of trouble) console.log(`not ok ${file}: ${what}`);
  return { ...counts, tests: counts.tests + trouble.length, fail: counts.fail + trouble.length };
}

export function summary(title: string, all: readonly Counts[]): { readonly line: string; readonly failed: boolean } {
  const sum = (of: (counts: Counts) => number): number => all.reduce((total, counts) => total + of(counts), 0);
  const [tests, pass, fail] = [sum((c) => c.tests), sum((c) => c.pass), sum((c) => c.fail)];
  const line = `# ${title}: tests ${tests} pass ${pass} fail ${fail} skipped ${sum((c) => c.skipped)}`;
  return { line, failed: fail > 0 || pass === 0 };
}

function troubleWith({ code, left }: Ran, { tests, fail }: Counts): readonly string[] {
  return [
    ...(code === null ? ["it did not end in time, and was ended"] : []),
    ...(code !== null && code !== 0 && fail === 0 ? [`it ended with exit code ${code}`] : []),
    ...(code === 0 && tests === 0 ? ["it ran no test"] : []),
    ...left.map((command) => `it left a process behind: ${command}`),
  ];
}

/** From the results, not from the numbers at the end: a file that was ended has none. */
function countsOf(tap: string): Counts {
  const all = [...tap.matchAll(RESULT)].map(([, , verdict, name]) => ({ verdict, name: name ?? "" }));
  const skipped = all.filter(({ name }) => / # SKIP\b/.test(name)).length;
  const fail = all.filter(({ verdict }) => verdict === "not ok").length;
  return { tests: all.length, pass: all.length - skipped - fail, fail, skipped };
}
