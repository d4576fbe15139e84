export const PERMISSIONS = ["read-only", "workspace-write", "unlimited"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What somebody wants of an agent. */
export interface Task {
  /** A real path. */
  readonly cwd: string;
  readonly permission: Permission;
  readonly model: string | undefined;
  /** The session to go on with. */
  readonly session: string | undefined;
}

/** How a session or a model may be named: a program cannot take it for one of its options. */
export const NAME_OF_ITS_OWN: RegExp = /^[\w@][\w@.:/+-]{0,199}$/;

/** What an event of an agent tells, whichever agent it is. */
export type Told =
  | { readonly kind: "session"; readonly id: string }
  /** It speaks; `delta`: this belongs to what it said before. */
  | { readonly kind: "text"; readonly text: string; readonly delta?: boolean }
  /** It does something. */
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "error"; readonly text: string }
  /** It is done: with this answer, or with what it said last. The program should end now. */
  | { readonly kind: "final"; readonly text?: string; readonly failed: boolean };

/** How to run one command-line agent without a terminal. The prompt always goes through its stdin. */
export interface Agent {
  readonly program: string;
  /** After the program's name. */
  argv(task: Task): readonly string[];
  /** More variables. */
  env?(task: Task): Readonly<Record<string, string>>;
  /** Names of variables that it gets from the server's own environment: its keys and its settings. */
  readonly passes: RegExp;
  /** What one line of its stdout tells. */
  read(event: Event): readonly Told[];
  /** Lines of stderr after which nothing good will come. */
  readonly fatal: readonly RegExp[];
}

/** A line of JSON that nobody has checked; `text` and `list` look into it. */
export type Event = Readonly<Record<string, unknown>>;

/** The text at a path, or "". */
export function text(event: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((at, key) => (isEvent(at) ? at[key] : undefined), event);
  return typeof found === "string" ? found : "";
}

/** The list at a path, or none. */
export function list(event: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = path.reduce<unknown>((at, key) => (isEvent(at) ? at[key] : undefined), event);
  return Array.isArray(found) ? found : [];
}

export function isEvent(value: unknown): value is Event {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
