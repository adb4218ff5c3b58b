import type { OutputOf } from '@linli/shared/contract'
import { asksResult, callResults, endsWithOrder } from '@linli/shared/elderCare/followUp'
import type { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError, assertThat, wrongField } from '../../../lib/appError'
import { postsOf, type Actor } from '../../users/actor'
import { findCareStaff } from '../clients/client.access'
import { FollowUp, type FollowUpRecord } from './followUp.model'
import { findDueAt, openNote, sealNote } from './followUp.service'
import { Order, type OrderRecord } from '../orders/order.model'
import { actOnOrder } from '../orders/order.service'

const unsaid = wrongField('body', ['note'], 'note', '请写明结果')

type Ending = OutputOf<typeof followUpContracts.endFollowUp.body>

/** Whether an order still waits for what its elder says of it. */
export const isAsked = (
  { kind, isOpen }: FollowUpRecord,
  order: Pick<OrderRecord, 'state'> | undefined,
): boolean => isOpen && asksResult(kind) && order?.state === 'finished'

/** The order that waits for her word. Those above only see that it was forgotten; the desk asks her. */
async function findAsking(actor: Actor, row: FollowUpRecord): Promise<OrderRecord | undefined> {
  const order = row.orderId && (await Order.findOne({ _id: row.orderId }).lean<OrderRecord>())
  return order && isAsked(row, order) && findCareStaff(actor, order) ? order : undefined
}

/** Her word, taken down on the telephone, is the order's own step: it is confirmed or disputed by whoever asked her. */
async function tellOrder(
  actor: Actor,
  row: FollowUpRecord,
  order: OrderRecord,
  { note, result }: Ending,
  deps: Deps,
): Promise<boolean> {
  assertThat(result, 'care.result_missing')
  if (result === 'later') return false
  const body =
    result === 'good'
      ? { action: 'confirm' as const, reasons: [], text: note }
      : { action: 'dispute' as const, text: note ?? callResults.bad }
  await actOnOrder(actor, order._id.toString(), body, `followUp-${row._id.toString()}`, deps)
  return true
}

/** Nobody answered: it is due anew, and the words are kept for whoever tries next. */
async function tryLater(
  actor: Actor,
  { _id, kind }: FollowUpRecord,
  note: string,
  deps: Deps,
): Promise<number> {
  const triedAt = deps.clock.now()
  const dueAt = findDueAt(kind, triedAt)
  const by = { doneBy: new Types.ObjectId(actor.userId), doneByName: actor.displayName }
  const set = { triedAt, dueAt, checkAt: dueAt, note: sealNote(_id, note, deps), ...by }
  return (await FollowUp.updateOne({ _id, isOpen: true }, { $set: set })).modifiedCount
}

/**
 * Writes what came of it; where it asks how a service was, the order follows.
 * @throws AppError `care.task_done` when a colleague was faster, `care.result_missing`, `care.result_elsewhere` for
 *   what ends with its order, and as the order's step.
 */
export async function endFollowUp(
  actor: Actor,
  id: string,
  body: Ending,
  deps: Deps,
): Promise<FollowUpRecord> {
  const { result } = body
  const note = [result && callResults[result], body.note].filter(Boolean).join('。')
  const found = await FollowUp.findOne({ _id: id }).lean<FollowUpRecord>()
  assertThat(found, 'record.not_found')
  const posts = postsOf(actor)
  const isAbove = found.escalatedTo !== undefined && posts.includes(found.escalatedTo)
  const mayEnd = posts.includes(found.desk) || isAbove || findCareStaff(actor, found) !== undefined
  assertThat(mayEnd, 'record.not_found')
  assertThat(!found.isOpen || !endsWithOrder(found.kind), 'care.result_elsewhere')
  const order = await findAsking(actor, found)
  assertThat(order ?? note !== '', 'request.invalid', unsaid)
  const isTold = order ? await tellOrder(actor, found, order, body, deps) : false
  const modifiedCount =
    result === 'later'
      ? await tryLater(actor, found, note, deps)
      : await closeFollowUp(actor, found, note, deps)
  const ended = await FollowUp.findOne({ _id: id }).lean<FollowUpRecord>()
  const isOurs = ended !== null && ended.doneBy?.toString() === actor.userId && openNote(ended, deps) === note
  if (modifiedCount === 0 && !isTold && !isOurs)
    throw new AppError('care.task_done', { by: ended?.doneByName })
  deps.publish({ name: 'queue.changed', rooms: [`post:${found.desk}`], data: { post: found.desk } })
  return ended ?? found
}

async function closeFollowUp(
  actor: Actor,
  { _id: id }: FollowUpRecord,
  note: string,
  deps: Deps,
): Promise<number> {
  const { modifiedCount } = await FollowUp.updateOne(
    { _id: id, isOpen: true },
    {
      $set: {
        isOpen: false,
        doneAt: deps.clock.now(),
        doneBy: new Types.ObjectId(actor.userId),
        doneByName: actor.displayName,
        note: sealNote(id, note, deps),
      },
      $unset: { checkAt: 1 },
    },
  )
  return modifiedCount
}
