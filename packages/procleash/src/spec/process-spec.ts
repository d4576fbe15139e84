import type { ProcessSpec as ProcessSpecShape } from "./options.ts";
import { resolve } from "./resolve.ts";

/** The inherited way to say what to run. See the function of the same name, which checks and freezes one. */
export type ProcessSpec = ProcessSpecShape;

/**
 * Checks a spec and returns a frozen copy: changing the given object, or its `argv`, afterwards changes nothing.
 *
 * @throws {LeashError} `INVALID_ARGUMENT` if it can never be run.
 */
export function ProcessSpec(fields: ProcessSpecShape): ProcessSpecShape {
  const resolved = resolve(fields.argv?.[0], fields.argv?.slice(1), fields);
  if (resolved.refused !== null) throw resolved.refused;
  return Object.freeze({
    argv: Object.freeze<ProcessSpecShape["argv"]>([resolved.file, ...resolved.args]),
    cwd: fields.cwd,
    env: fields.env === undefined ? undefined : Object.freeze({ ...fields.env }),
    stdin: fields.stdin,
  });
}
