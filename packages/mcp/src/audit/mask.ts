const MASK = "***";

/** A name behind which a secret stands. */
const SECRET_NAME = String.raw`(?:[\w-]*(?:token|secret|passw(?:or)?d|passphrase|api-?_?key|access-?_?key|private-?_?key|credential)[\w-]*|(?<![a-z])auth(?:orization|key)?(?![a-z]))`;

/** Each keeps what stands before the secret: `$1`. */
const SECRETS: readonly RegExp[] = [
  // First, because the word before it looks like the secret of a header.
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // --token=x, API_KEY=x, "password": "x"; quoted or not
  new RegExp(String.raw`(\b${SECRET_NAME}["']?\s*[=:]\s*["']?)(?!\s)[^\s"'&;,]+`, "gi"),
  // --token x
  new RegExp(String.raw`(--${SECRET_NAME}["']?\s+["']?)[^\s"'-][^\s"']*`, "gi"),
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  // Shapes that are a secret wherever they stand: keys of well-known services, JSON web tokens.
  /()\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,}|npm_\w{30,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)/g,
];

/** More of a command says no more, and would take long to look through. */
const MAX_LENGTH = 4_000;

/**
 * The text, cut, with everything hidden that looks like a secret. A guess in the cautious direction; it cannot know them all.
 */
export function masked(text: string): string {
  // A word that is cut could be half a secret, which no longer looks like one.
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).replace(/\S*$/, "")}…` : text;
  return SECRETS.reduce((shown, secret) => shown.replace(secret, `$1${MASK}`), cut);
}
