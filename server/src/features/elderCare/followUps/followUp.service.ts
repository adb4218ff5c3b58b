import { followUpTexts, isToldLate, type FollowUpKind } from '@linli/shared/elderCare/followUp'
import type { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OutputOf } from '@linli/shared/contract'
import { formatDate } from '@linli/shared/time'
import { postTargetOf, triageAbove, triageOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { fieldAad } from '../../../lib/fieldCrypto'
import { isDuplicate } from '../../../lib/isDuplicate'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../../messages/outbox'
import type { Message } from '../../messages/message'
import { postsOf, type Actor } from '../../users/actor'
import { listPostPeople } from '../../users/postPeople.service'
import { findCareStaff, listFamily } from '../clients/client.access'
import { isForNobody, isPersonGone } from './followUp.gone'
import { FollowUp, type FollowUpRecord } from './followUp.model'
import type { OrderRecord } from '../orders/order.model'

const minute = 60_000

export interface NewFollowUp {
  key: string
  kind: FollowUpKind
  personId: Types.ObjectId
  place: { district: string; street?: string | undefined; community?: string | undefined }
  itemName: string
  day: string
  orderId?: Types.ObjectId
  planId?: Types.ObjectId
  text?: string
  relative?: { userId: Types.ObjectId; name: string }
}

/** By when the desk is to have seen to it. */
export const findDueAt = (kind: FollowUpKind, now: Date): Date =>
  new Date(now.getTime() + followUpTexts[kind].minutes * minute)

/** Puts something before the station, once for each key, unless nobody is there to be asked. @returns whether it was new. */
export async function openFollowUp(input: NewFollowUp, deps: Pick<Deps, 'clock'>): Promise<boolean> {
  const { key, kind, personId, place, itemName, day, orderId, planId, text, relative } = input
  if (await isForNobody(kind, personId)) return false
  const now = deps.clock.now()
  const dueAt = findDueAt(kind, now)
  try {
    await FollowUp.create({
      ...{ key, kind, personId, itemName, day, district: place.district, desk: triageOf(place) },
      ...dropUndefined({ orderId, planId, community: place.community, text, relative }),
      ...{ isOpen: true, createdAt: now, dueAt, checkAt: dueAt, hasOutbox: true },
      outbox: [makeOutboxEntry('careFollowUp.opened', {}, deps)],
    })
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
  kickOutbox(FollowUp)
  return true
}

/** The key of what is about an order; `entryId` tells one occasion from the next. */
export const keyOfOrder = ({ _id }: Pick<OrderRecord, '_id'>, kind: FollowUpKind, entryId: string): string =>
  `${_id.toString()}:${kind}:${entryId}`

/** The same about an order; `entryId` tells one occasion from the next, `text` what the kind alone does not tell. */
export function openOrderFollowUp(
  order: OrderRecord,
  kind: FollowUpKind,
  entryId: string,
  deps: Pick<Deps, 'clock'>,
  text?: string,
): Promise<boolean> {
  return openFollowUp(
    {
      key: keyOfOrder(order, kind, entryId),
      ...{ kind, personId: order.personId, place: order, itemName: order.item.name, day: order.day },
      orderId: order._id,
      ...dropUndefined({ planId: order.planId, text }),
    },
    deps,
  )
}

const maxShown = 200

/** What is open at a desk, the most pressing first. @throws AppError `access.denied`. */
export async function listFollowUps(
  actor: Actor,
  { post, isOpen }: OutputOf<typeof followUpContracts.listFollowUps.query>,
): Promise<FollowUpRecord[]> {
  const isOwn = postsOf(actor).some((own) => own === post)
  const isStation = findCareStaff(actor, { community: postTargetOf(post) }) !== undefined
  assertThat(isOwn || isStation, 'access.denied')
  const read = (filter: Record<string, unknown>) =>
    FollowUp.find({ ...filter, isOpen }, { outbox: 0 })
      .sort({ dueAt: isOpen ? 1 : -1 })
      .limit(maxShown)
      .lean<FollowUpRecord[]>()
  const own = await read({ desk: post })
  const above = await read({ escalatedTo: post })
  return [...own, ...above].slice(0, maxShown)
}

const noteAad = (id: Types.ObjectId): string => fieldAad('carefollowups', id, 'note')

export const sealNote = (id: Types.ObjectId, note: string, { crypto }: Pick<Deps, 'crypto'>): string =>
  crypto.encrypt(note, noteAad(id))

/** What came of it, for the desk that was to see to it. */
export const openNote = ({ _id, note }: FollowUpRecord, { crypto }: Pick<Deps, 'crypto'>): string =>
  note == null ? '' : crypto.decrypt(note, noteAad(_id))

/** It is known without a call, `why` says how: nobody has to call about an order any more. Repeatable. */
export async function endCalls(
  { _id: orderId }: Pick<OrderRecord, '_id'>,
  kinds: readonly FollowUpKind[],
  why: string,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  await FollowUp.updateMany(
    { orderId, isOpen: true, kind: { $in: kinds } },
    {
      $set: { isOpen: false, doneAt: deps.clock.now(), doneByName: why },
      $unset: { checkAt: 1 },
    },
  )
}

/** What nobody saw to in time goes to the level above as well; once. */
async function escalateFollowUps(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await FollowUp.find({ checkAt: { $lte: now } })
    .sort({ checkAt: 1 })
    .limit(200)
    .lean<FollowUpRecord[]>()
  for (const { _id, desk } of due) {
    const above = triageAbove(postTargetOf(desk))
    await FollowUp.updateOne(
      { _id, isOpen: true, checkAt: { $lte: now } },
      {
        $set: { ...(above ? { escalatedTo: above } : {}), hasOutbox: true },
        $unset: { checkAt: 1 },
        $push: { outbox: makeOutboxEntry('careFollowUp.overdue', {}, deps) },
      },
    )
  }
  if (due.length > 0) kickOutbox(FollowUp)
}

export const followUpJob: JobDefinition = {
  name: 'escalateCareFollowUps',
  everySeconds: 30,
  run: escalateFollowUps,
}

const pressing: ReadonlySet<FollowUpKind> = new Set(['noAnswer', 'notMet', 'lateMeal'])

/** To the elder and hers, if she is here: somebody says that he came, and nothing changes until they are asked. */
async function tellFamily(row: FollowUpRecord, event: string, now: Date): Promise<Message[]> {
  if (!isToldLate(row.kind) || event !== 'careFollowUp.opened' || (await isPersonGone(row.personId)))
    return []
  const order = row.orderId?.toString() ?? ''
  return (await listFamily(row.personId, now)).map((userId) => ({
    ...{ userId, event, district: row.district, page: `packages/elderCare/pages/order/index?id=${order}` },
    title: '约好的服务：服务人员说来过了',
    body: `${formatDate(row.day)}的那一单，服务人员说当时来过，手机没有网络，现在才知道。社区会打电话问您，问清楚以前，钱还按现在登记的算。`,
  }))
}

/** Told to the desk, and after its time to the one above; without names or addresses, or which service it is. */
export async function expandFollowUp(
  row: FollowUpRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  if (!row.isOpen) return []
  const isOverdue = entry.event === 'careFollowUp.overdue'
  const now = deps.clock.now()
  const posts = isOverdue && row.escalatedTo ? [row.desk, row.escalatedTo] : [row.desk]
  const people = (await Promise.all(posts.map((post) => listPostPeople(post, now)))).flat()
  const { title, todo } = followUpTexts[row.kind]
  const text = `【邻里】养老服务：${title}，请马上打开邻里处理。`
  const forDesk = [...new Set(people)].map((userId) => ({
    userId,
    event: entry.event,
    title: `${isOverdue ? '【还没处理】' : ''}养老服务：${title}`,
    body: todo,
    page: 'packages/elderCare/pages/followUps/index',
    district: row.district,
    isUrgent: true,
    isQueue: true,
    ...(pressing.has(row.kind) ? { smsText: text, voiceText: text } : {}),
  }))
  return [...forDesk, ...(await tellFamily(row, entry.event, now))]
}
