import { chooseContainment, fallBack, objection } from "../containment/choose.ts";
import { Abandoned, Unusable } from "../containment/refusal.ts";
import type { Containment, Tree } from "../containment/types.ts";
import { LeashError, quote } from "../errors.ts";
import { explainRefusal } from "../launch/explain.ts";
import type { Refused } from "../launch/explain.ts";
import { prepareLaunch } from "../launch/prepare.ts";
import type { Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";

/** Everything up to the running program. Whatever is wrong is thrown as a LeashError, and nothing stays open. */
export async function begin(
  spec: ResolvedSpec,
  stopped: () => Stop | null,
  adopt: Parameters<Containment["start"]>[1],
  underWay: Parameters<Containment["start"]>[2],
): Promise<Tree> {
  if (spec.refused !== null) throw spec.refused;
  let wanted: Refused = { ...spec, env: spec.env ?? process.env };
  let close = (): void => {};
  try {
    for (;;) {
      const containment = chooseContainment();
      throwIfCalledOff(spec, stopped());
      if (!containment.prepared) {
        await containment.prepare();
        throwIfCalledOff(spec, stopped());
      }
      const objected = objection(containment, spec);
      if (objected !== null) throw objected;
      const prepared = prepareLaunch(spec);
      ({ launch: wanted, close } = prepared);
      try {
        return await containment.start(prepared.launch, adopt, underWay);
      } catch (cause) {
        if (!(cause instanceof Unusable)) throw cause;
        fallBack(containment, cause.message);
        close();
      }
    }
  } catch (cause) {
    if (cause instanceof Abandoned) throw abandoned(spec, stopped(), cause);
    throw cause instanceof LeashError ? cause : explainRefusal(wanted, cause);
  } finally {
    close();
  }
}

/** A run that was called off before it began starts nothing. */
function throwIfCalledOff(spec: ResolvedSpec, stop: Stop | null): void {
  if (spec.signal?.aborted === true) {
    throw new LeashError("ABORTED", `Cannot start ${quote(spec.file)}: the signal was aborted before the start`, {
      cause: spec.signal.reason,
    });
  }
  if (stop !== null)
    throw new LeashError("STOPPED", `Cannot start ${quote(spec.file)}: it was stopped before the start`);
}

function abandoned(spec: ResolvedSpec, why: Stop | null, cause: Abandoned): LeashError {
  const attempted = `Cannot start ${quote(spec.file)}`;
  const found = `and ${cause.message}`;
  if (why?.reason === "abort")
    return new LeashError("ABORTED", `${attempted}: the signal was aborted, ${found}`, { cause: why.cause });
  if (why?.reason === "timeout")
    return new LeashError("TIMEOUT", `${attempted}: its timeout of ${why.afterMs} ms was over, ${found}`, { cause });
  return new LeashError("STOPPED", `${attempted}: it was stopped, ${found}`, { cause });
}
