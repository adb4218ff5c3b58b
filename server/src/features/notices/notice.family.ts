import { bondRelationNames } from '@linli/shared/families/bond'
import { noticeKindNames } from '@linli/shared/notices/notice'
import type { NoticeView } from '@linli/shared/notices/notice.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { findActing, isInForce, whileActing } from '../families/bond.access'
import { FamilyBond, type BondRecord } from '../families/bond.model'
import type { Message } from '../messages/message'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { causeOfFamily, causeOfWithdrawal, pageOfNotice } from './notice.messages'
import type { NoticeRecord } from './notice.model'
import { noteReached } from './reach.change'
import { NoticeReach, reachKeyOf, type ReachRecord } from './reach.model'
import { spareVisit } from './reach.visits'

/** Who tells an elder what she must know: whoever may raise needs for her. */
const scope = 'needs'

/** No name, for it may lie on a lock screen, and how to say that she knows. */
function writeFamilyMessage({ _id, kind, title, district }: NoticeRecord, userId: string): Message {
  return {
    userId,
    event: 'notice.family',
    title: `请告诉您家老人：${noticeKindNames[kind]}`,
    body: `${title}。请打个电话告诉老人，再点进来按一下“我告诉老人了”，社区就知道了。`,
    page: pageOfNotice(_id),
    district,
    isUrgent: true,
  }
}

/** To those who act for somebody whom it must reach; once each, for however many of their elders. */
export async function listFamilyMessages(
  notice: NoticeRecord,
  personIds: readonly Types.ObjectId[],
  now: Date,
  about: { cause: string; write: typeof writeFamilyMessage } = {
    cause: causeOfFamily(notice._id),
    write: writeFamilyMessage,
  },
): Promise<{ cause: string; message: Message }[]> {
  if (!notice.mustReach || personIds.length === 0) return []
  const bonds = await FamilyBond.find({
    personId: { $in: personIds },
    isLiving: true,
    scopes: scope,
  }).lean<BondRecord[]>()
  const day = toShanghaiDay(now)
  const proxies = bonds.filter((bond) => isInForce(bond, day)).map((bond) => bond.proxyUserId.toString())
  return [...new Set(proxies)].map((userId) => ({
    cause: about.cause,
    message: about.write(notice, userId),
  }))
}

export const causeOfFamilyWithdrawal = (id: Types.ObjectId): string => `${causeOfWithdrawal(id)}:family`

export const writeFamilyWithdrawal = (
  { _id, title, district, withdrawn }: NoticeRecord,
  userId: string,
): Message => ({
  userId,
  event: 'notice.familyWithdrawn',
  title: '请告诉您家老人：公告撤回了',
  body: `“${title}”已经撤回，不用照着做。原因：${withdrawn?.reason ?? ''}。请打个电话告诉老人。`,
  page: pageOfNotice(_id),
  district,
  isUrgent: true,
})

/** What an elder was told holds no more; said to those who may have told her. */
export const listFamilyWithdrawals = (
  notice: NoticeRecord,
  personIds: readonly Types.ObjectId[],
  now: Date,
) =>
  listFamilyMessages(notice, personIds, now, {
    cause: causeOfFamilyWithdrawal(notice._id),
    write: writeFamilyWithdrawal,
  })

/** The lines of those whom it must reach and for whom this person acts. */
async function findOwnRows(actor: Actor, notice: NoticeRecord): Promise<ReachRecord[]> {
  const own = (actor.bonds ?? []).filter(({ scopes }) => scopes.includes(scope))
  if (!notice.mustReach || own.length === 0) return []
  const keys = own.map(({ personId }) => reachKeyOf(notice._id, { personId }))
  const rows = await NoticeReach.find({ key: { $in: keys } }).lean<ReachRecord[]>()
  return rows.filter(({ state }) => state !== 'gone')
}

/** A daughter in another city reads what her mother must know. */
export const isForOwnElder = async (actor: Actor, notice: NoticeRecord): Promise<boolean> =>
  (await findOwnRows(actor, notice)).length > 0

/** Whom this person has to tell of it, and who knows already. */
export async function viewOwnElders(
  actor: Actor,
  notice: NoticeRecord,
  deps: Pick<Deps, 'crypto'>,
): Promise<NoticeView['elders']> {
  const rows = notice.state === 'published' ? await findOwnRows(actor, notice) : []
  if (rows.length === 0) return undefined
  const people = await Person.find({ _id: { $in: rows.flatMap(({ personId }) => personId ?? []) } }).lean<
    PersonDocument[]
  >()
  return people.map((person) => ({
    personId: person._id.toString(),
    name: openPerson(person, deps.crypto).name,
    isTold: rows.some(({ personId, state }) => state === 'reached' && personId?.equals(person._id) === true),
  }))
}

/**
 * One tap of a relative: she knows. It counts as told by the family, and nobody goes to her door for it.
 * @throws AppError `record.not_found` for whoever may not act for her, `bond.ended`, `notice.not_now`.
 */
export async function noteToldByFamily(
  actor: Actor,
  notice: NoticeRecord,
  personId: string,
  deps: Deps,
): Promise<void> {
  const acting = await findActing(actor, personId, scope, deps)
  const key = reachKeyOf(notice._id, { personId })
  const row = await NoticeReach.findOne({ key }).lean<ReachRecord>()
  assertThat(acting?.bond && row, 'record.not_found')
  assertThat(notice.state === 'published' && row.state !== 'gone', 'notice.not_now', {
    state: notice.state,
    reach: row.state,
  })
  if (row.channels.includes('family')) return
  const { relation, proxyName } = acting.bond
  const byName = `${bondRelationNames[relation]} ${proxyName}`
  const act = {
    what: `告诉了老人公告：${notice.title}`,
    record: { kind: 'notice', id: notice._id.toString() },
  }
  // Written beside the transaction that holds the bond: done again it changes nothing.
  const note = () => noteReached(key, { channel: 'family', at: deps.clock.now(), byName })
  await spareVisit(await whileActing(acting, act, note, deps), deps)
}
