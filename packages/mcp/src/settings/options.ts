/**
 * Every setting, once: its flag (`--max-jobs`), its variable (`LEASH_MCP_MAX_JOBS`) and its key in a file (`maxJobs`) are made
 * from one name, its type from `kind`. Times are milliseconds, sizes bytes.
 */
export type Kind = "text" | "list" | "switch" | "count" | "milliseconds" | "bytes";

export interface Option {
  readonly kind: Kind;
  /** What `--help` says. */
  readonly help: string;
}

export const OPTIONS = {
  config: { kind: "text", help: "a JSON file with settings; flags and variables win over it" },
  root: {
    kind: "list",
    help: "folders that programs may be started in; default: the folder that this server is started in",
  },
  allow: { kind: "list", help: "only these programs may be started, names or paths" },
  deny: { kind: "list", help: "these programs may not be started, names or paths" },
  shell: { kind: "switch", help: "allow shell lines; default: on, unless programs are allowed or denied by name" },
  readOnly: { kind: "switch", help: "only programs of --allow, agents read-only, no input to programs; default: off" },
  agents: {
    kind: "list",
    help: "the agents that are offered; none: none; default: all that are known, unless programs are allowed or denied by name",
  },
  agentFirstEventMs: {
    kind: "milliseconds",
    help: "how long an agent may say and do nothing at first; default: 120000",
  },
  agentLingerMs: { kind: "milliseconds", help: "how long an agent may stay after its answer; default: 5000" },
  maxJobs: { kind: "count", help: "jobs that run at once; default: 32" },
  keepJobs: { kind: "count", help: "ended jobs that stay readable; default: 100" },
  keepMs: { kind: "milliseconds", help: "how long ended jobs stay readable; default: 3600000" },
  timeoutMs: { kind: "milliseconds", help: "the longest that any program may run; default: no limit" },
  memoryBytes: { kind: "bytes", help: "output kept in memory, of all jobs; default: 67108864" },
  jobMemoryBytes: { kind: "bytes", help: "output kept in memory, of each stream of a job; default: 262144" },
  diskBytes: { kind: "bytes", help: "output kept on disk, of all jobs; default: 1073741824" },
  jobDiskBytes: { kind: "bytes", help: "output kept on disk, of each stream of a job; default: 67108864" },
  yieldMs: { kind: "milliseconds", help: "after how long a run answers with a handle; default: 25000" },
  progressMs: { kind: "milliseconds", help: "how often progress is told; default: 3000" },
  cancelGraceMs: { kind: "milliseconds", help: "from SIGTERM to SIGKILL when a call is cancelled; default: 50" },
  stopGraceMs: { kind: "milliseconds", help: "the same for the tool stop; default: 2000" },
  shutdownGraceMs: { kind: "milliseconds", help: "the same when this server ends, 1000 at most; default: 400" },
  stateDir: {
    kind: "text",
    help: "where the audit log and long output are kept; default: ~/.local/state/procleash-mcp",
  },
  audit: { kind: "switch", help: "write an audit log; default: on" },
  auditBytes: {
    kind: "bytes",
    help: "size from which the audit log is rotated, three old ones are kept; default: 10485760",
  },
  http: {
    kind: "count",
    help: "serve streamable HTTP on this port of the loopback instead of stdio; 0: any free port",
  },
  token: { kind: "text", help: "what HTTP clients must send as Bearer token; default: a new one, told on stderr" },
  origin: { kind: "list", help: "origins of web pages that may call over HTTP; default: none but the loopback's" },
} as const satisfies Readonly<Record<string, Option>>;

export type Name = keyof typeof OPTIONS;

interface Values {
  readonly text: string;
  readonly list: readonly string[];
  readonly switch: boolean;
  readonly count: number;
  readonly milliseconds: number;
  readonly bytes: number;
}

/** What was given, of the right type; what is absent was not given. */
export type Given = { readonly [N in Name]?: Values[(typeof OPTIONS)[N]["kind"]] };

export const NAMES: readonly Name[] = Object.keys(OPTIONS) as Name[];

/** `maxJobs` → `max-jobs`. */
export function dashed(name: Name): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxJobs` → `LEASH_MCP_MAX_JOBS`. */
export function variableOf(name: Name): string {
  return `LEASH_MCP_${dashed(name).replaceAll("-", "_").toUpperCase()}`;
}
