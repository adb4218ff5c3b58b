import type { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'

type ReportableKind = OutputOf<typeof moderationContracts.reportContent.body>['kind']

/** The edition of a piece of writing that somebody reads and reports. */
export interface Reportable {
  field: string
  community: string
  /** Not for the community to decide; the street does. */
  isAbove?: boolean | undefined
}

type Find = (actor: Actor, id: string, deps: Deps) => Promise<Reportable>

const finders = new Map<ReportableKind, Find>()

/**
 * Called once when the feature is loaded. The finder throws `record.not_found` for whoever may not read it and
 * `access.denied` for its author.
 */
export function registerReportable(kind: ReportableKind, find: Find): void {
  finders.set(kind, find)
}

export async function findReportable(
  actor: Actor,
  { kind, id }: { kind: ReportableKind; id: string },
  deps: Deps,
): Promise<Reportable> {
  const find = finders.get(kind)
  assertThat(find, 'record.not_found')
  return find(actor, id, deps)
}
