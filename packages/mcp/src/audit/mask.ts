const MASK = "***";

/** A name behind which a secret stands. */
const SECRET_NAME = String.raw`(?:[\w-]*(?:token|secret|passw(?:or)?d|passphrase|api-?_?key|access-?_?key|private-?_?key|credential)[\w-]*|(?<![a-z])auth(?:orization|key)?(?![a-z]))`;

/** Up to the end of its quotes, or of the word; a piece that is glued to it as a shell does it belongs to it. */
const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'&;,\\])+`;

/** Each keeps what stands before the secret: `$1`. */
const SECRETS: readonly RegExp[] = [
  // First, because the word before it looks like the secret of a header.
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // --token=x, API_KEY=x, "password": "x", PASSWORD='a b'
  new RegExp(String.raw`(\b${SECRET_NAME}["']?\s*[=:]\s*)(?!\s)${VALUE}`, "gi"),
  // --token x
  new RegExp(String.raw`(--${SECRET_NAME}["']?\s+)(?!-)${VALUE}`, "gi"),
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  // Shapes that are a secret wherever they stand: keys of well-known services, JSON web tokens.
  /()\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,}|npm_\w{30,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)/g,
];

/** More of a command says no more, and would take long to look through. */
const MAX_LENGTH = 4_000;

const OPTION = new RegExp(String.raw`^--?${SECRET_NAME}(=|$)`, "i");

/**
 * A command whose words are known, so that a secret with spaces in it is hidden as a whole: `["--token", "two words"]`.
 * Everything else is looked at as `masked` does.
 */
export function maskedWords(words: readonly string[]): string {
  if (words.length === 1) return words.map(masked).join();
  const shown = words.map((word, index) => {
    const option = OPTION.exec(word);
    if (option?.[1] === "=") return `${option[0]}${MASK}`;
    const isValue = OPTION.exec(words[index - 1] ?? "")?.[1] === "" && !word.startsWith("-");
    return isValue ? MASK : /\s/.test(word) ? JSON.stringify(masked(word)) : word;
  });
  return masked(shown.join(" "));
}

/**
 * The text, cut, with everything hidden that looks like a secret. A guess in the cautious direction; it cannot know them all.
 */
export function masked(text: string): string {
  // A word that is cut could be half a secret, which no longer looks like one.
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).replace(/\S*$/, "")}…` : text;
  return SECRETS.reduce((shown, secret) => shown.replace(secret, `$1${MASK}`), cut);
}
