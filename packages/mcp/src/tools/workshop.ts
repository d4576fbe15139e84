import type { Watch } from "../agents/watch.ts";
import type { Audit } from "../audit/log.ts";
import type { Job } from "../jobs/job.ts";
import type { Table } from "../jobs/table.ts";
import type { Policy } from "../policy/policy.ts";
import type { Settings } from "../settings/settings.ts";

/** What every tool works with. One for the whole server, however many clients it has. */
export interface Workshop {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly table: Table;
  readonly audit: Audit;
  /** The jobs that are agents. */
  readonly watches: WeakMap<Job, Watch>;
}
