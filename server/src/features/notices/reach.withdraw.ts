import { placeOf } from '@linli/shared/areas/areas'
import { triageOf } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { inParts } from '../../lib/inParts'
import { storeDeliveries } from '../messages/outbox.mover'
import { isGone } from '@linli/shared/register/register'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import type { Types } from 'mongoose'
import { listPostPeople } from '../users/postPeople.service'
import { User } from '../users/user.model'
import { listFamilyWithdrawals } from './notice.family'
import { causeOfWithdrawal, withdrawalSmsOf, writeWithdrawalMessage } from './notice.messages'
import type { NoticeRecord } from './notice.model'
import { listSentTo } from './notice.sent'
import { readLines } from './reach.lines'
import { NoticeReach, type ReachRecord } from './reach.model'
import { letGo } from './reach.place'

/** A gateway takes some tenths of a second for each. */
const smsAtOnce = 10

/** By the gateway, which knows the key again. @returns whether it left. */
async function sendWithdrawalSms(
  notice: NoticeRecord,
  { key }: ReachRecord,
  phone: string,
  deps: Deps,
): Promise<boolean> {
  try {
    await deps.ports.sms.sendSms({ phone, text: withdrawalSmsOf(notice), key: `${key}:withdrawn` })
    return true
  } catch (error) {
    deps.logger.error({ err: error, notice: notice._id.toString() }, 'an SMS of a withdrawal did not leave')
    return false
  }
}

/** Those without an account: by SMS where there is a telephone, else somebody of the community has to say it. */
async function tellWithoutAccount(
  notice: NoticeRecord,
  told: readonly ReachRecord[],
  deps: Deps,
): Promise<ReachRecord[]> {
  const ids = told.flatMap(({ personId }) => personId ?? [])
  const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
  const byId = new Map(people.map((person) => [person._id.toString(), person]))
  /** Whether she still has to be told by somebody: an SMS does not end it for those for whom it did not begin it either. */
  const isLeft = async (record: ReachRecord): Promise<boolean> => {
    const person = byId.get(String(record.personId))
    if (!person || isGone(person.state)) return false
    const { phone } = openPerson(person, deps.crypto)
    const isSent =
      phone !== undefined &&
      deps.ports.sms.isAvailable &&
      (await sendWithdrawalSms(notice, record, phone, deps))
    return !isSent || record.needsPerson === true
  }
  const left: ReachRecord[] = []
  for (const part of inParts(told, smsAtOnce)) {
    const areLeft = await Promise.all(part.map(isLeft))
    left.push(...part.filter((_, i) => areLeft[i]))
  }
  return left
}

/** Told by whatever way, or sent an SMS by the register's telephone that may have left. */
const isTold = ({ channels, isSmsTried }: ReachRecord): boolean => channels.length > 0 || isSmsTried === true

/** Told by somebody of the community, and not by what sends itself or by her family, who hear of the withdrawal too. */
const isToldByHand = ({ channels }: ReachRecord): boolean =>
  channels.some((channel) => channel !== 'app' && channel !== 'sms' && channel !== 'family')

/** Those an SMS of the withdrawal leaves for. */
async function listPhoned(userIds: readonly Types.ObjectId[], { ports }: Deps): Promise<Set<string>> {
  if (!ports.sms.isAvailable) return new Set()
  const users = await User.find({ _id: { $in: userIds } }, { phone: 1 }).lean()
  return new Set(users.filter(({ phone }) => phone != null).map(({ _id }) => _id.toString()))
}

/**
 * With an account, and told of it otherwise than by their own eyes, so that they may never open the letter: who is aged,
 * alone or in care, and whoever was told by hand and whose telephone brings the withdrawal in no other way.
 */
async function listUnopened(
  notice: NoticeRecord,
  batch: readonly ReachRecord[],
  deps: Deps,
): Promise<ReachRecord[]> {
  const own = batch.filter(({ userId, channels }) => userId !== undefined && !channels.includes('app'))
  const userIds = own.flatMap(({ userId }) => userId ?? [])
  const [sentTo, phoned] = [await listSentTo(notice, userIds), await listPhoned(userIds, deps)]
  return own.filter((record) => {
    const userId = String(record.userId)
    if (record.needsPerson === true) return isTold(record) || sentTo.has(userId)
    return isToldByHand(record) && !sentTo.has(userId) && !phoned.has(userId)
  })
}

async function tellBatch(notice: NoticeRecord, batch: readonly ReachRecord[], deps: Deps) {
  const now = deps.clock.now()
  const told = batch.filter(isTold)
  const cause = causeOfWithdrawal(notice._id)
  const accounts = told.flatMap(({ userId }) =>
    userId === undefined ? [] : [{ cause, message: writeWithdrawalMessage(notice, userId.toString()) }],
  )
  const personIds = told.flatMap(({ personId }) => personId ?? [])
  await storeDeliveries([...accounts, ...(await listFamilyWithdrawals(notice, personIds, now))], deps)
  const withoutAccount = told.filter(({ userId }) => userId === undefined)
  return [
    ...(await listUnopened(notice, batch, deps)),
    ...(await tellWithoutAccount(notice, withoutAccount, deps)),
  ]
}

const writeDeskMessage = (notice: NoticeRecord, userId: string, people: number) => ({
  userId,
  event: 'notice.callBack',
  title: '公告撤回了，请再告诉这些人',
  body: `“${notice.title}”撤回了。有 ${people} 位知道公告，手机上却收不到撤回，或者只发了短信、不知道看没看到，请今天打电话或上门说一声，点开就是名单。`,
  page: `packages/notices/pages/reach/index?id=${notice._id.toString()}`,
  district: notice.district,
  isUrgent: true,
})

/** Whoever was told again after the withdrawal, by a step that died, is not put on the list once more. */
const isToldSince = ({ withdrawn }: NoticeRecord, { entries }: ReachRecord): boolean =>
  withdrawn !== undefined && entries.some(({ at }) => at > withdrawn.at)

/** Onto the list to call; not who has died in that moment, whom `letGo` may have taken off it before. */
async function listToCall(toCall: readonly ReachRecord[]): Promise<void> {
  const ids = toCall.map(({ _id }) => _id)
  await NoticeReach.updateMany({ _id: { $in: ids } }, { $set: { isToCall: true } })
  const personIds = toCall.flatMap(({ personId }) => personId ?? [])
  const people = await Person.find({ _id: { $in: personIds } }, { state: 1 }).lean<PersonDocument[]>()
  for (const { _id, state } of people) if (isGone(state)) await letGo(_id.toString())
}

/** The desk of a community hears how many it has to call, once they are all on its list. */
async function tellDesk(notice: NoticeRecord, community: string, deps: Deps): Promise<void> {
  const people = await NoticeReach.countDocuments({ noticeId: notice._id, community, isToCall: true })
  if (people === 0) return
  const cause = `${causeOfWithdrawal(notice._id)}:desk:${community}`
  const desk = await listPostPeople(triageOf(placeOf(community)), deps.clock.now())
  await storeDeliveries(
    desk.map((userId) => ({ cause, message: writeDeskMessage(notice, userId, people) })),
    deps,
  )
}

/**
 * Whoever was told of a 必达 notice by whatever way goes on acting on it: accounts and families hear by message and SMS,
 * telephones of the register by SMS, and for the rest the community has a list to call. The next few hundred, from a
 * cursor on (empty: from the beginning); repeatable.
 * @returns where to go on; undefined at the end.
 */
export async function tellNextReached(
  notice: NoticeRecord,
  cursor: string,
  deps: Deps,
): Promise<string | undefined> {
  if (!notice.mustReach) return undefined
  const lines = await readLines(notice, cursor, ['reached', 'visiting', 'waiting'])
  const left = await tellBatch(notice, lines.batch, deps)
  const toCall = left.filter((record) => !isToldSince(notice, record))
  if (toCall.length > 0) await listToCall(toCall)
  if (lines.community !== undefined && lines.isLastHere) await tellDesk(notice, lines.community, deps)
  return lines.next
}
