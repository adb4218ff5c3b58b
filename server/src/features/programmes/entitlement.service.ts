import { placeOf } from '@linli/shared/areas/areas'
import { entitlementTransitions, type EntitlementAction } from '@linli/shared/programmes/entitlement.state'
import type { OutputOf } from '@linli/shared/contract'
import type { programmeContracts } from '@linli/shared/programmes/programme.contract'
import { errors, type ErrorCode } from '@linli/shared/errors'
import { roleNames } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { listFamily } from '../elderCare/clients/client.access'
import type { Message } from '../messages/message'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { findMembershipOver, isOwnMatter, type Actor } from '../users/actor'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { readProgrammes } from './programme.service'

/** Who decides about programmes of a place: the officers of its street and district. */
export const findOfficer = (actor: Actor, place: Partial<Pick<EntitlementRecord, 'street' | 'district'>>) =>
  findMembershipOver(actor, ['streetOfficer', 'districtOfficer'], place)

/** @throws AppError `access.denied`. */
export async function listEntitlements(
  actor: Actor,
  { area, state, code, isLapsed, cursor, limit }: OutputOf<typeof programmeContracts.listEntitlements.query>,
): Promise<EntitlementRecord[]> {
  const { street, district } = placeOf(area)
  assertThat(findOfficer(actor, placeOf(area)), 'access.denied')
  return Entitlement.find({
    ...(street === undefined ? { district } : { street }),
    state,
    ...(code === undefined ? {} : { code }),
    ...(isLapsed === true ? { isLapsed } : {}),
    ...(cursor === undefined ? {} : { _id: { $lt: new Types.ObjectId(cursor) } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<EntitlementRecord[]>()
}

/** How many of each programme wait for a word. @throws AppError `access.denied`. */
export async function countEntitlements(actor: Actor, area: string) {
  const place = placeOf(area)
  assertThat(findOfficer(actor, place), 'access.denied')
  const { street, district } = place
  const where = street === undefined ? { district } : { street }
  const items = []
  for (const { code, name } of (await readProgrammes(place)).values()) {
    const found = await Entitlement.countDocuments({ ...where, code, state: 'found' })
    if (found > 0) items.push({ code, name, found })
  }
  return { items }
}

/** Each decided as if alone; who was left, and why. */
export async function approveEntitlements(
  actor: Actor,
  items: readonly { id: string; version: number }[],
  deps: Deps,
) {
  const refused = new Map<string, ErrorCode>()
  for (const { id, version } of items)
    try {
      await decideEntitlement(actor, id, { action: 'approve', version }, deps)
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error
      refused.set(id, error.code)
    }
  const rows = await Entitlement.find({ _id: { $in: [...refused.keys()] } }).lean<EntitlementRecord[]>()
  const people = await Person.find({ _id: { $in: rows.map(({ personId }) => personId) } }).lean<
    PersonDocument[]
  >()
  const names = new Map(people.map((person) => [person._id.toString(), openPerson(person, deps.crypto).name]))
  const left = [...refused].map(([id, code]) => {
    // Of another street not even the name is told.
    const row = code === 'record.not_found' ? undefined : rows.find(({ _id }) => _id.toString() === id)
    return {
      id,
      personName: names.get(row?.personId.toString() ?? '') ?? '一位老人',
      why: errors[code].message,
    }
  })
  return { done: items.length - left.length, left }
}

interface Decision {
  action: EntitlementAction
  version: number
  reason?: string | undefined
}

/**
 * An official's word on one person's programme, never her own or that of an elder she acts for. Of two who decide at
 * once one is told that it is done.
 * @throws AppError `record.not_found`, `entitlement.own`, `entitlement.invalid_transition`, `entitlement.reason_missing`.
 */
export async function decideEntitlement(
  actor: Actor,
  id: string,
  { action, version, reason }: Decision,
  deps: Deps,
): Promise<EntitlementRecord> {
  const found = await Entitlement.findOne({ _id: id }).lean<EntitlementRecord | null>()
  const officer = found && findOfficer(actor, found)
  assertThat(found && officer, 'record.not_found')
  assertThat(!isOwnMatter(actor, found.personId), 'entitlement.own')
  const to = entitlementTransitions[found.state][action]
  const seen = { state: found.state, version: found.version }
  assertThat(to !== undefined && found.version === version, 'entitlement.invalid_transition', seen)
  assertThat(action === 'approve' || reason !== undefined, 'entitlement.reason_missing')
  const now = deps.clock.now()
  const byName = `${roleNames[officer.role]} ${actor.displayName}`.trim()
  const step = { at: now, action, byUserId: new Types.ObjectId(actor.userId), byName }
  const change = {
    $set: {
      state: to,
      version: version + 1,
      hasOutbox: true,
      ...(to === 'approved' ? { approvedAt: now, isLapsed: false } : {}),
    },
    $push: {
      history: { ...step, ...(reason === undefined ? {} : { reason }) },
      outbox: makeOutboxEntry(`entitlement.${to}`, { reason }, deps),
    },
  }
  const subject = { kind: 'entitlement', id, district: found.district }
  const isWritten = await inTransaction(async (session) => {
    const filter = { _id: found._id, state: found.state, version }
    const { modifiedCount } = await Entitlement.updateOne(filter, change, { session })
    if (modifiedCount === 0) return false
    await recordAudit(actor, 'entitlement.decided', subject, { action, code: found.code }, deps, session)
    return true
  })
  const after = await Entitlement.findOne({ _id: id }).lean<EntitlementRecord | null>()
  assertThat(after, 'record.not_found')
  const present = { state: after.state, version: after.version }
  assertThat(isWritten, 'entitlement.invalid_transition', present)
  kickOutbox(Entitlement)
  return after
}

/** The elder, and those who order for her, hear what was decided; not what for it was. */
export async function expandEntitlement(
  entitlement: EntitlementRecord,
  { event, data }: OutboxEntry,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  const { personId, programmeName, district, code } = entitlement
  const isCash = (await readProgrammes(toPlace(entitlement))).get(code)?.pays.kind === 'cash'
  const reason = typeof data.reason === 'string' ? `原因：${data.reason}。` : ''
  const said: Record<string, { title: string; body: string }> = {
    'entitlement.approved': {
      title: `${programmeName}已经给您办好了`,
      body: isCash
        ? '不用填表。这笔钱由街道按月发给您，什么时候发、怎么领，可以打电话问社区。'
        : '不用填表。以后约服务，价钱会自动减下来，每一笔都在“一张卡”里。',
    },
    'entitlement.ended': {
      title: `${programmeName}停了`,
      body: `${reason}已经约好的不变。有疑问请打电话给社区。`,
    },
    'entitlement.refused': {
      title: `${programmeName}这次没有办成`,
      body: `${reason}有疑问请打电话给社区，情况变了可以再办。`,
    },
  }
  const text = said[event]
  if (!text) return []
  const page = `packages/programmes/pages/card/index?person=${personId.toString()}`
  const people = await listFamily(personId, clock.now())
  return people.map((userId) => ({ userId, event, page, district, ...text }))
}
