import type { listAuditEntries as ListAuditEntries } from '@linli/shared/users/audit.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { isStored } from '../../lib/isStored'
import type { Actor } from '../users/actor'
import { listHiddenRecords } from '../users/hiddenRecords'
import { AuditEntry, type AuditFields } from './audit.model'

export interface AuditSubject {
  kind: string
  id: string
  district?: string | undefined
}

type AuditDetails = Record<string, string | number | boolean | null | undefined>

/**
 * Adds a line to the log.
 * @param action like `membership.granted`. @param details without names, phones or addresses.
 * @param session of what it is about, where that must not stand without its line.
 */
export async function recordAudit(
  actor: Pick<Actor, 'userId' | 'displayName'>,
  action: string,
  subject: AuditSubject,
  details: AuditDetails,
  deps: Pick<Deps, 'clock'>,
  session?: ClientSession,
): Promise<void> {
  const given = Object.entries(details).filter(([, value]) => value !== undefined)
  const entry = new AuditEntry({
    at: deps.clock.now(),
    actorId: actor.userId,
    actorName: actor.displayName,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    details: Object.fromEntries(given),
  })
  if (subject.district !== undefined) entry.district = subject.district
  await entry.save(session ? { session } : {})
}

/**
 * Makes a change together with its line in the log, or neither of them.
 * @returns whether anything was changed; else nothing is logged.
 */
export function changeWithLine(
  change: (session: ClientSession) => Promise<{ modifiedCount: number }>,
  log: (session: ClientSession) => Promise<void>,
): Promise<boolean> {
  return inTransaction(async (session) => {
    const { modifiedCount } = await change(session)
    if (modifiedCount > 0) await log(session)
    return modifiedCount > 0
  })
}

/** Lines about one record are read no further back. */
const mostAbout = 200

/**
 * Whether the last of these steps about a record was this actor's own, and this one: a press that comes again after its
 * answer was lost finds it here, where its line was written in the transaction of what it did.
 * @param details what of a line names the thing that was done.
 * @param steps other actions after which it would not stand any more.
 */
export async function wasLastDone(
  { userId }: Pick<Actor, 'userId'>,
  action: string,
  subjectId: string,
  details: AuditDetails,
  steps: readonly string[] = [],
): Promise<boolean> {
  const rows = await AuditEntry.find({ subjectId, action: { $in: [action, ...steps] } })
    .sort({ _id: -1 })
    .limit(mostAbout)
    .lean<AuditFields[]>()
  const last = rows.find((row) => isStored((row.details ?? {}) as object, details))
  return last?.action === action && last.actorId.toString() === userId
}

type StoredAudit = AuditFields & { _id: Types.ObjectId }

/** Lines about a record that the actor must not know of: a complaint about herself. */
async function listHidden(actor: Actor, rows: readonly StoredAudit[]): Promise<ReadonlySet<string>> {
  const kinds = new Set(rows.map(({ subjectKind }) => subjectKind))
  const hidden = new Set<string>()
  for (const kind of kinds) {
    const ids = rows.filter(({ subjectKind }) => subjectKind === kind).map(({ subjectId }) => subjectId)
    for (const id of await listHiddenRecords(kind, actor, ids)) hidden.add(id)
  }
  return hidden
}

/** The log of the administrator's own district, newest first, and which of its subjects must not be shown. */
export async function listAuditEntries(
  actor: Actor,
  { subjectId, actorId, cursor, limit }: OutputOf<typeof ListAuditEntries.query>,
): Promise<{ rows: StoredAudit[]; hidden: ReadonlySet<string> }> {
  const district = actor.memberships.find(({ role }) => role === 'administrator')?.place.district
  assertThat(district !== undefined, 'access.denied')
  const rows: StoredAudit[] = await AuditEntry.find({
    district,
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(actorId === undefined ? {} : { actorId }),
    ...(cursor === undefined ? {} : { _id: { $lt: cursor } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<StoredAudit[]>()
  return { rows, hidden: await listHidden(actor, rows) }
}
