import { placeOf } from '@linli/shared/areas/areas'
import { triageOf } from '@linli/shared/users/posts'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { eachBatch } from '../../lib/eachBatch'
import { storeDeliveries } from '../messages/outbox.mover'
import { isGone } from '@linli/shared/register/register'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { listPostPeople } from '../users/postPeople.service'
import { listFamilyWithdrawals } from './notice.family'
import { causeOfWithdrawal, withdrawalSmsOf, writeWithdrawalMessage } from './notice.messages'
import type { NoticeRecord } from './notice.model'
import { NoticeReach, type ReachRecord } from './reach.model'

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
  const left: ReachRecord[] = []
  for (const record of told) {
    const person = byId.get(String(record.personId))
    if (!person || isGone(person.state)) continue
    const { phone } = openPerson(person, deps.crypto)
    const isSent =
      phone !== undefined &&
      deps.ports.sms.isAvailable &&
      (await sendWithdrawalSms(notice, record, phone, deps))
    // An SMS does not end it for those for whom it did not begin it either.
    if (!isSent || record.needsPerson === true) left.push(record)
  }
  return left
}

async function tellBatch(notice: NoticeRecord, batch: readonly ReachRecord[], deps: Deps) {
  const now = deps.clock.now()
  const told = batch.filter(({ channels }) => channels.length > 0)
  const cause = causeOfWithdrawal(notice._id)
  const accounts = told.flatMap(({ userId }) =>
    userId === undefined ? [] : [{ cause, message: writeWithdrawalMessage(notice, userId.toString()) }],
  )
  const personIds = told.flatMap(({ personId }) => personId ?? [])
  await storeDeliveries([...accounts, ...(await listFamilyWithdrawals(notice, personIds, now))], deps)
  const withoutAccount = told.filter(({ userId }) => userId === undefined)
  return tellWithoutAccount(notice, withoutAccount, deps)
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

/**
 * Whoever was told of a 必达 notice by whatever way goes on acting on it: accounts and families hear by message and SMS,
 * telephones of the register by SMS, and for the rest the community has a list to call. Repeatable.
 */
export async function tellReachedOfWithdrawal(notice: NoticeRecord, deps: Deps): Promise<void> {
  const noticeId: Types.ObjectId = notice._id
  const left = new Map<string, number>()
  for (const state of ['reached', 'visiting', 'waiting'] as const)
    for await (const batch of eachBatch(NoticeReach, { noticeId, state })) {
      const toCall = await tellBatch(notice, batch, deps)
      if (toCall.length === 0) continue
      await NoticeReach.updateMany(
        { _id: { $in: toCall.map(({ _id }) => _id) } },
        { $set: { isToCall: true } },
      )
      for (const { community } of toCall)
        if (community !== undefined) left.set(community, (left.get(community) ?? 0) + 1)
    }
  const cause = `${causeOfWithdrawal(noticeId)}:desk`
  for (const [community, people] of left) {
    const desk = await listPostPeople(triageOf(placeOf(community)), deps.clock.now())
    await storeDeliveries(
      desk.map((userId) => ({ cause, message: writeDeskMessage(notice, userId, people) })),
      deps,
    )
  }
}
