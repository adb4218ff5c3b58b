import type { Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { listOwnRecordAccesses as ListOwn, RecordAccessView } from '@linli/shared/users/ownData.contract'
import {
  recordKindNames,
  type openRecord as OpenRecord,
  type RecordKind,
} from '@linli/shared/users/recordAccess.contract'
import { roleNames, type Role } from '@linli/shared/users/roles'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { recordAudit } from '../audit/audit.service'
import { findUser } from './account.service'
import { findMembershipOver, type Actor, type ActorMembership } from './actor'
import { RecordAccess, type StoredRecordAccess } from './recordAccess.model'
import { User, type StoredUser } from './user.model'
import { openUserField } from './userSecrets'
import { listRecordKindHooks, registerRecordKind, type OpenableRecord } from './userHooks'

const accessMilliseconds = 30 * 60_000
const ranks: readonly Role[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']

/** Whoever sits at the desk of a need may have to call its resident back; people and accounts are for ranks. */
const openers: Record<RecordKind, readonly Role[]> = {
  need: [...ranks, 'communityWorker'],
  person: ranks,
  user: ranks,
  careOrder: ranks,
  // Its feature says who: rank alone gives nobody's income.
  careStatement: [],
}

/** Rank gives numbers; a single record opens to it only over its own area, and only with a reason. */
const findRankOver = (actor: Actor, kind: RecordKind, place: Partial<Place>): ActorMembership | undefined =>
  findMembershipOver(actor, openers[kind], place)

registerRecordKind({
  name: 'user',
  find: async (userId) => {
    const user = await findUser(userId)
    if (user?.district == null) return undefined
    const { district, street, community } = user
    return {
      place: dropUndefined({ district, street: street ?? undefined, community: community ?? undefined }),
      ownerUserId: userId,
      ownerPersonId: user.personId?.toString(),
    }
  },
})

/** Leaves the trace. Also for other ways in which one record is opened with a reason. */
export async function recordAccess(
  actor: Actor,
  role: Role,
  access: { kind: RecordKind; recordId: string; reason: string },
  { place, ownerUserId, ownerPersonId }: OpenableRecord,
  deps: Deps,
): Promise<{ id: string; until: string }> {
  const { kind, recordId, reason } = access
  const at = deps.clock.now()
  const until = new Date(at.getTime() + accessMilliseconds)
  const trace = await RecordAccess.create({
    actorId: actor.userId,
    actorRole: role,
    kind,
    recordId,
    reason,
    at,
    until,
    ...dropUndefined({ ownerUserId, ownerPersonId }),
  })
  const subject = { kind, id: recordId, district: place.district }
  await recordAudit(actor, 'record.opened', subject, { reason, role }, deps)
  return { id: trace._id.toString(), until: until.toISOString() }
}

/** @throws AppError `record.not_found` also for what the actor must not know of; `access.denied`. */
export async function openRecord(
  actor: Actor,
  { kind, recordId, reason }: OutputOf<typeof OpenRecord.body>,
  deps: Deps,
): Promise<{ id: string; until: string }> {
  const hook = listRecordKindHooks().find(({ name }) => name === kind)
  const record = await hook?.find(recordId, actor, deps)
  assertThat(record, 'record.not_found')
  const rank = hook?.findOpener?.(actor, record.place) ?? findRankOver(actor, kind, record.place)
  assertThat(rank, 'access.denied')
  return recordAccess(actor, rank.role, { kind, recordId: record.id ?? recordId, reason }, record, deps)
}

/** Whether the actor opened this record with a reason in the last half hour. */
export async function hasRecordAccess(
  actor: Actor,
  kind: RecordKind,
  recordId: string,
  { clock }: Pick<Deps, 'clock'>,
): Promise<boolean> {
  const found = await RecordAccess.findOne(
    { actorId: actor.userId, recordId, kind, until: { $gt: clock.now() } },
    { _id: 1 },
  ).lean()
  return found !== null
}

/** Who opened the person's own records, newest first; those about the register's entry too. */
export async function listOwnRecordAccesses(
  actor: Actor,
  { cursor, limit }: OutputOf<typeof ListOwn.query>,
): Promise<StoredRecordAccess[]> {
  const before = cursor === undefined ? {} : { _id: { $lt: cursor } }
  const read = (owner: { ownerUserId: string } | { ownerPersonId: string }): Promise<StoredRecordAccess[]> =>
    RecordAccess.find({ ...owner, ...before })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<StoredRecordAccess[]>()
  const asUser = await read({ ownerUserId: actor.userId })
  const asPerson = actor.personId === undefined ? [] : await read({ ownerPersonId: actor.personId })
  const unique = new Map([...asUser, ...asPerson].map((access) => [access._id.toString(), access]))
  return [...unique.values()]
    .sort((a, b) => b._id.toString().localeCompare(a._id.toString()))
    .slice(0, limit + 1)
}

/** Whose names residents may know: those who work for them. */
async function readStaffNames(ids: readonly Types.ObjectId[], deps: Pick<Deps, 'crypto'>) {
  const users = await User.find({ _id: { $in: ids } }).lean<StoredUser[]>()
  return new Map(
    users.map((user) => [
      user._id.toString(),
      openUserField(user, 'name', deps) ?? user.nickname ?? undefined,
    ]),
  )
}

/** The traces in words: who, in which role, what and why. */
export async function toRecordAccessViews(
  traces: readonly StoredRecordAccess[],
  deps: Pick<Deps, 'crypto'>,
): Promise<RecordAccessView[]> {
  const names = await readStaffNames(
    traces.map(({ actorId }) => actorId),
    deps,
  )
  return traces.map(({ _id, actorId, actorRole, at, kind, reason }) => ({
    id: _id.toString(),
    at: at.toISOString(),
    byName: names.get(actorId.toString()) ?? '工作人员',
    byRole: roleNames[actorRole as Role],
    what: recordKindNames[kind],
    reason,
  }))
}
