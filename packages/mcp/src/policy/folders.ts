import { realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { quote, reasonOf, Refusal } from "../refusal.ts";

/**
 * The real path of the folder that a program is to start in; relative paths are meant from the first root.
 *
 * @throws {Refusal} if it is in none of the roots, links followed.
 */
export function allowedFolder(asked: string | undefined, roots: readonly [string, ...string[]]): string {
  const path = resolve(roots[0], asked ?? ".");
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw new Refusal(
      `Cannot start in ${quote(path)}: ${(error as NodeJS.ErrnoException).code ?? reasonOf(error)}; give a cwd that exists`,
    );
  }
  if (roots.some((root) => real === root || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`))) return real;
  throw new Refusal(
    `Cannot start in ${quote(real)}: it is outside the allowed folders; give a cwd in ${roots.map((root) => quote(root)).join(" or ")}`,
  );
}
