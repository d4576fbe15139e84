const MASK = "***";

/**
 * A name behind which a secret stands, from its beginning. Every expression here begins where a word begins, and looks at a
 * word once: tried at every letter of a word of 100,000, it would take minutes, and nothing else would be done meanwhile.
 */
const SECRET_NAME = String.raw`(?=[\w-]*(?:token|secret|passw(?:or)?d|passphrase|api-?_?key|access-?_?key|private-?_?key|credential|(?<![a-z])auth(?:orization|key)?(?![a-z])))[\w-]+`;
const WORD_BEGINS = String.raw`(?<![\w-])`;

/** Up to the end of its quotes, or of the word; a piece that is glued to it as a shell does it belongs to it. */
const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'&;,\\])+`;

/** Each keeps what stands before the secret: `$1`. */
const SECRETS: readonly RegExp[] = [
  // First, because the word before it looks like the secret of a header.
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // --token=x, API_KEY=x, "password": "x", PASSWORD='a b'
  new RegExp(String.raw`(${WORD_BEGINS}${SECRET_NAME}["']?\s*[=:]\s*)(?!\s)${VALUE}`, "gi"),
  // --token x
  new RegExp(String.raw`(${WORD_BEGINS}--${SECRET_NAME}["']?\s+)(?!-)${VALUE}`, "gi"),
  /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  // Shapes that are a secret wherever they stand: keys of well-known services, JSON web tokens.
  /()\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,}|npm_\w{30,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)/g,
];

/** More of a command says no more, and would take long to look through. */
const MAX_LENGTH = 4_000;

const OPTION = new RegExp(String.raw`^--?${SECRET_NAME}(=|$)`, "i");

/** More words than fit are not looked at. */
const MAX_WORDS = 200;

/**
 * A command whose words are known, so that a secret with spaces in it is hidden as a whole: `["--token", "two words"]`.
 * Everything else is looked at as `masked` does.
 */
export function maskedWords(words: readonly string[]): string {
  if (words.length === 1) return words.map(masked).join();
  const short = words.slice(0, MAX_WORDS).map(shortened);
  const shown = short.map((word, index) => {
    const option = OPTION.exec(word);
    if (option?.[1] === "=") return `${option[0]}${MASK}`;
    const isValue = OPTION.exec(short[index - 1] ?? "")?.[1] === "" && !word.startsWith("-");
    return isValue ? MASK : /\s/.test(word) ? JSON.stringify(masked(word)) : word;
  });
  return `${masked(shown.join(" "))}${short.length < words.length ? " …" : ""}`;
}

/**
 * The text, cut, with everything hidden that looks like a secret. A guess in the cautious direction; it cannot know them all.
 */
export function masked(text: string): string {
  return SECRETS.reduce((shown, secret) => shown.replace(secret, `$1${MASK}`), shortened(text));
}

/** A word that is cut could be half a secret, which no longer looks like one. */
function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).replace(/(?<!\S)\S*$/, "")}…` : text;
}
