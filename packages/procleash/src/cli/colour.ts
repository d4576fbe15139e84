/** Paints words for a terminal, or leaves them as they are. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

interface Terminal {
  readonly isTTY?: boolean | undefined;
}

/** NO_COLOR (no-color.org) wins, then FORCE_COLOR; otherwise colour is for terminals that can show it. */
export function choosePaint(stream: Terminal, env: Readonly<Record<string, string | undefined>>): Paint {
  const forced = env["FORCE_COLOR"];
  const coloured =
    (env["NO_COLOR"] ?? "") !== ""
      ? false
      : forced !== undefined && forced !== ""
        ? forced !== "0" && forced !== "false"
        : stream.isTTY === true && env["TERM"] !== "dumb";
  const with_ = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { good: with_(32), bad: with_(31), warn: with_(33), dim: with_(2), bold: with_(1) };
}
