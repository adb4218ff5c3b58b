import { userLevels } from '@linli/shared/users/roles'
import type { Deps } from '../../deps'
import { inTransaction } from '../../lib/inTransaction'
import { recordAudit } from '../audit/audit.service'
import { systemActor } from './actor'
import { forgetActor } from './actor.service'
import { Identity } from './identity.model'
import { Membership } from './membership.model'
import { Session } from './session.model'
import { User, type StoredUser } from './user.model'
import { listAccountMergeHooks, type StoredMembership } from './userHooks'
import {
  openDetails,
  openHomes,
  openUserField,
  sealDetails,
  sealHomes,
  sealPhone,
  sealUserField,
} from './userSecrets'

/** The account we are surer of stays; of two alike the older one. */
function chooseSurvivor(one: StoredUser, other: StoredUser): { from: StoredUser; into: StoredUser } {
  const difference = userLevels.indexOf(one.level) - userLevels.indexOf(other.level)
  const isOneKept = difference === 0 ? one._id.toString() < other._id.toString() : difference > 0
  return isOneKept ? { from: other, into: one } : { from: one, into: other }
}

const plainFields = [
  'unionid',
  'nickname',
  'workAccount',
  'phoneCheckedAt',
  'phoneCheckedBy',
  'personId',
  'homeId',
  'elderMode',
  'textSize',
  'joinCodeId',
  'joinedAt',
] as const
const placeFields = ['district', 'street', 'community', 'grid', 'building', 'estate'] as const

/** What the surviving account takes over: only what it lacks. */
function pickMissing(from: StoredUser, into: StoredUser, deps: Deps): Record<string, unknown> {
  const missing: Record<string, unknown> = {}
  for (const field of plainFields)
    if (into[field] == null && from[field] != null) missing[field] = from[field]
  if (into.community == null)
    for (const field of placeFields) if (from[field] != null) missing[field] = from[field]
  const [name, phone] = [openUserField(from, 'name', deps), openUserField(from, 'phone', deps)]
  if (into.name == null && name !== undefined) missing.name = sealUserField(into._id, 'name', name, deps)
  if (into.phone == null && phone !== undefined) Object.assign(missing, sealPhone(into._id, phone, deps))
  if (into.homes == null && from.homes != null)
    missing.homes = sealHomes(into._id, openHomes(from, deps), deps)
  const details = openDetails(from, deps)
  if (into.verification == null && from.verification != null && details) {
    missing.verification = from.verification
    missing.verificationDetails = sealDetails(into._id, details, deps)
  }
  return missing
}

type Consent = Pick<StoredUser['consents'][number], 'kind' | 'version' | 'givenAt' | 'withdrawnAt'>

/**
 * What both accounts agreed to, oldest first. What she took back in one of them was taken back by her: it counts for
 * what she had given in the other before.
 */
function joinConsents(lists: readonly { consents: readonly Consent[] }[]): Consent[] {
  const all = lists.flatMap(({ consents }) => consents).sort((a, b) => +a.givenAt - +b.givenAt)
  const endOf = (kind: string, givenAt: Date): Date | null | undefined =>
    all.find((other) => other.kind === kind && other.withdrawnAt != null && other.withdrawnAt > givenAt)
      ?.withdrawnAt
  return all.map(({ kind, version, givenAt, withdrawnAt }) => {
    const end = withdrawnAt ?? endOf(kind, givenAt)
    return { kind, version, givenAt, ...(end == null ? {} : { withdrawnAt: end }) }
  })
}

const emptied = Object.fromEntries(
  [
    ...plainFields,
    ...placeFields,
    'name',
    'phone',
    'phoneIndex',
    'homes',
    'verification',
    'verificationDetails',
  ].map((field) => [field, '' as const]),
)

/**
 * Joins two accounts of one person. History stays: every record of the account that ends moves to the other.
 * @returns the id of the account that remains. Repeatable, also after a crash in the middle.
 */
export async function mergeAccounts(one: StoredUser, other: StoredUser, deps: Deps): Promise<string> {
  const { from, into } = chooseSurvivor(one, other)
  const intoId = into._id.toString()
  await inTransaction(async (session) => {
    const both = await User.find({ _id: { $in: [from._id, into._id] } }, { consents: 1 }, { session }).lean()
    const ended = await User.updateOne(
      { _id: from._id, mergedInto: { $exists: false } },
      {
        $set: {
          mergedInto: into._id,
          isMergePending: true,
          deletedAt: deps.clock.now(),
          openids: [],
          consents: [],
          level: 'guest',
        },
        $unset: emptied,
      },
      { session },
    )
    if (ended.modifiedCount === 0) return
    await Identity.updateMany({ userId: from._id }, { $set: { userId: into._id } }, { session })
    await User.updateOne(
      { _id: into._id },
      {
        $set: { ...pickMissing(from, into, deps), consents: joinConsents(both) },
        $push: { openids: { $each: from.openids } },
      },
      { session },
    )
  })
  await finishMerge(from._id.toString(), intoId, deps)
  return intoId
}

/** A role that both accounts held ends in the one that goes; keys are never used twice. */
async function moveMemberships(fromId: string, intoId: string, deps: Deps): Promise<void> {
  const kept = await Membership.find({ userId: intoId, endedAt: { $exists: false } }).lean<
    StoredMembership[]
  >()
  const held = new Set(kept.map(readTarget))
  const moving = await Membership.find({ userId: fromId }).lean<StoredMembership[]>()
  for (const membership of moving) {
    const isDouble = membership.endedAt == null && held.has(readTarget(membership))
    const activeKey = `${membership.activeKey ?? ''}:${intoId}`
    const ending = isDouble ? { endedAt: deps.clock.now() } : {}
    await Membership.updateOne({ _id: membership._id }, { $set: { userId: intoId, activeKey, ...ending } })
  }
}

const readTarget = ({ role, areaCode, unitId }: StoredMembership): string =>
  `${role}:${unitId?.toString() ?? areaCode ?? ''}`

async function finishMerge(fromId: string, intoId: string, deps: Deps): Promise<void> {
  await Session.updateMany({ userId: fromId }, { $set: { userId: intoId } })
  await moveMemberships(fromId, intoId, deps)
  for (const hook of listAccountMergeHooks()) await hook.move(fromId, intoId, deps)
  const done = await User.updateOne({ _id: fromId, isMergePending: true }, { $unset: { isMergePending: '' } })
  forgetActor(fromId)
  forgetActor(intoId)
  if (done.modifiedCount > 0)
    await recordAudit(systemActor, 'account.merged', { kind: 'user', id: intoId }, { from: fromId }, deps)
}

/** Finishes merges that a crash interrupted; called at start. */
export async function resumeMerges(deps: Deps): Promise<void> {
  const pending = await User.find({ isMergePending: true }, { mergedInto: 1 }).lean()
  for (const { _id, mergedInto } of pending)
    if (mergedInto != null) await finishMerge(_id.toString(), mergedInto.toString(), deps)
}
