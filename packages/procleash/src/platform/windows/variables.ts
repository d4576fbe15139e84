/** An environment, as it is given to a program: `undefined` removes the name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The form of a name in which two spellings of one variable are equal: for Windows, `Path` and `PATH` are one
 * (GetEnvironmentVariable). It compares character by character, so what has no capital of one character (`ß`) stays.
 */
export function foldName(name: string): string {
  if (!NOT_ASCII.test(name)) return name.toUpperCase();
  return Array.from(name, (character) => {
    const capital = character.toUpperCase();
    return capital.length === character.length ? capital : character;
  }).join("");
}

const NOT_ASCII = /[^\0-\x7f]/;

/** How a variable is spelled in this environment: as in its last entry, which is the one that counts. */
export function spellingOf(env: Variables, name: string): string | undefined {
  const folded = foldName(name);
  return Object.keys(env).findLast((key) => foldName(key) === folded);
}

/** The value of a variable, whatever its spelling. */
export function valueOf(env: Variables, name: string): string | undefined {
  const spelling = spellingOf(env, name);
  return spelling === undefined ? undefined : env[spelling];
}
