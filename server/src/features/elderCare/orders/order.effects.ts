import type { HandoverTemperature } from '@linli/shared/elderCare/order.actions'
import { asksResult, followUpKinds, type FollowUpKind } from '@linli/shared/elderCare/followUp'
import { isCarried } from '@linli/shared/elderCare/itemKinds'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import type { OutboxEntry } from '../../messages/outbox'
import { listFamily } from '../clients/client.access'
import { noteSeen } from '../../safety/checkIn.sweep'
import { endLadder, startLadder } from '../../safety/sos.door'
import type { Heard } from '../../safety/sos.model'
import { dayFollower, type UnitDay } from '../providers/dayChange.hooks'
import { followClearing } from '../bills/clearing.service'
import { freeHelpers } from '../providers/helperDay.service'
import { noteFoodMeal, noteHandover } from '../kitchen/foodMeal.service'
import { markOrderForCounting } from '../../statistics/care.count'
import { askForAnother } from '../followUps/followUp.another'
import { endCalls, openOrderFollowUp } from '../followUps/followUp.service'
import { findUnfinishedAt, isUnbegun } from './order.clock'
import type { OrderRecord } from './order.model'
import { isBadlyRated } from './order.messages'
import { isSpotChecked } from './order.policy'
import { giveBackMoney } from './order.payable'
import { stopIfAway } from './order.stop'
import { skipInPlan } from '../plans/plan.skip'
import { followSubsidy } from './order.subsidy'
import { relocateOrder } from './order.relocate'
import { giveBackPlace } from '../providers/slot.service'
import { noteUsual } from './usual.service'

/** Whoever was to come somewhere and did not may lie at home; whoever waits is missing a meal or a helper. */
function findLateKind({ item }: OrderRecord): FollowUpKind {
  if (item.place === 'site') return 'absent'
  return isCarried(item) ? 'lateMeal' : 'late'
}

/** She opened after all, or was reached. */
const opensDoor = new Set(['start', 'deliver', 'reportSafe'])

/** Nobody has to ask her any more how it was. */
const answers = new Set(['confirm', 'dispute', 'confirmInSilence'])

/** What the desk is asked to see to whenever it happens. */
const followUpOf: Partial<Record<string, FollowUpKind>> = {
  unaccepted: 'unaccepted',
  callDue: 'callDue',
  unfinished: 'unfinished',
  escalate: 'disputeOpen',
}

/** With these an order may answer what the desk was to ask. */
const answersDesk = new Set([
  'accept',
  'claim',
  'start',
  'deliver',
  'reportSafe',
  'safe',
  'finish',
  'conclude',
  'cancel',
  'stop',
])

/** What nobody has to ask any more, as the order stands: told of once more, an old step ends no newer call. */
const listAnswered = ({ state, startedAt, noAnswer, record, history }: OrderRecord): FollowUpKind[] => [
  ...(state === 'assigned' ? [] : (['unaccepted'] as const)),
  ...(startedAt || state === 'cancelled' ? (['late', 'lateMeal'] as const) : []),
  ...(startedAt ? (['absent'] as const) : []),
  // Or the register says where she is, and stopped it.
  ...(noAnswer?.safeAt || history.at(-1)?.action === 'stop' ? (['noAnswer', 'notMet'] as const) : []),
  ...(record ? (['unfinished'] as const) : []),
]

/** What became of an order that nobody had begun is known, or it is to be at another time. */
const settlesUnbegun = new Set(['start', 'deliver', 'conclude', 'noShow', 'stop', 'move', 'relocate'])

const ladderKeysOf = ({ _id }: OrderRecord): string => `order:${_id.toString()}:`

/** Nobody has to ask any more what became of it. */
async function followUnbegun(order: OrderRecord, event: string, deps: Deps): Promise<void> {
  const wasUnbegun = order.history.some(({ action, from }) => action === 'unfinished' && from !== 'started')
  if (wasUnbegun && settlesUnbegun.has(event)) await endCalls(order, ['unbegun'], '已经登记了结果', deps)
}

function findKind(order: OrderRecord, event: string): FollowUpKind | undefined {
  if (event === 'unfinished' && order.startedAt === undefined) return isUnbegun(order) ? 'unbegun' : undefined
  // Of what nobody came for she was asked before it was written.
  if (event === 'conclude')
    return order.record?.outcome !== 'notDone' || order.startedAt ? 'concluded' : undefined
  return followUpOf[event]
}

/** By whose word she is well: whoever stood before her, or whoever reached her, which may be herself. */
function findWord(
  { history, unitName }: OrderRecord,
  event: string,
  entryId: string,
): { by: string; how: Heard } {
  const word = history.find(({ id }) => id === entryId)?.by
  if (event !== 'reportSafe' || !word) return { by: unitName, how: 'seen' }
  return { by: word.name, how: word.kind === 'elder' ? 'tap' : 'call' }
}

/** What the desk has to see to after a change of an order. */
async function followUp(order: OrderRecord, event: string, entryId: string, deps: Deps): Promise<void> {
  const open = (kind: Parameters<typeof openOrderFollowUp>[1]) =>
    openOrderFollowUp(order, kind, entryId, deps)
  const { noAnswer, personId } = order
  if (event === 'noAnswer' && noAnswer && !noAnswer.safeAt) {
    const isSite = order.item.place === 'site'
    await open(isSite ? 'notMet' : 'noAnswer')
    const door = { personId, key: `${ladderKeysOf(order)}${entryId}`, at: noAnswer.at }
    await startLadder({ ...door, cause: isSite ? 'absent' : 'noAnswer' }, deps)
  }
  if (opensDoor.has(event) && noAnswer?.safeAt)
    await endLadder({ keys: ladderKeysOf(order), ...findWord(order, event, entryId) }, deps)
  if (answers.has(event))
    await endCalls(order, followUpKinds.filter(asksResult), '不用再打，已经有了答复', deps)
  if (answersDesk.has(event)) await endCalls(order, listAnswered(order), '后来有了结果，见服务单的经过', deps)
  await followUnbegun(order, event, deps)
  const kind = findKind(order, event)
  if (kind) await open(kind)
  const isChecked = event === 'finish' || (event === 'deliver' && order.startedBy === 'word')
  if (isChecked && isSpotChecked(order)) await open('spotCheck')
  if (event === 'late') await open(findLateKind(order))
  if ((event === 'rate' || event === 'confirm') && isBadlyRated(order, event)) await open('badRating')
}

/**
 * The elder herself was there: her digits or card at the start, which show nothing in the hands of her family, or a
 * record of what was done that says so.
 */
const isSeenInPerson = ({ item, record, startedBy }: OrderRecord, event: string): boolean =>
  ((event === 'start' || event === 'deliver') && (startedBy === 'code' || startedBy === 'card')) ||
  ((event === 'finish' || event === 'deliver') &&
    record?.outcome === 'done' &&
    item.proofs.some((proof) => proof === 'met' || proof === 'vitals'))

/**
 * What is done without a network is told later, also the next morning. A record that comes long after the visit must have
 * ended says that she was seen as it began, and nothing of the day on which somebody remembered it.
 */
function findSeenAt(order: OrderRecord, event: string, { at }: OutboxEntry): Date {
  const { startedAt, finishedAt = at } = order
  const isLater = event === 'finish' && finishedAt <= findUnfinishedAt(order)
  return isLater ? finishedAt : (startedAt ?? at)
}

/** A unit that cannot do it: another one at about the same time, else the desk. */
async function findAnother(order: OrderRecord, entryId: string, deps: Deps): Promise<void> {
  if (order.state !== 'assigned' || order.post !== order.desk) return
  if (!(await relocateOrder(order, '来不了', deps))) await askForAnother(order, 'returned', entryId, deps)
}

/** The kitchen that cooks for it is certain then, or another one. */
const bringsMeal = new Set(['release', 'relocate', 'move'])

/** What the carrier's thermometer said belongs to the records of the kitchen. */
async function followHandover(order: OrderRecord, entryId: string, deps: Deps): Promise<void> {
  const entry = order.history.find(({ id }) => id === entryId)
  if (!entry?.details?.temperature) return
  const { by, at, details } = entry
  const author = { userId: by.userId, by: by.name, at: order.startedAt ?? at, now: at, requestKey: entryId }
  await noteHandover(order, details.temperature as HandoverTemperature, author, deps)
}

/** What a change of an order brings about besides messages; at least once for each entry, so all of it is repeatable. */
export async function applyOrderEntry(order: OrderRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  const { freedSlot, freedDays, version, entryId } = entry.data
  if (typeof freedSlot === 'string')
    await giveBackPlace(new Types.ObjectId(freedSlot), order._id, Number(version))
  if (Array.isArray(freedDays)) await freeHelpers(order._id, freedDays as string[], Number(version))
  const event = entry.event.slice('careOrder.'.length)
  const id = typeof entryId === 'string' ? entryId : entry.id
  if (event === 'create') await stopIfAway(order, deps)
  await markOrderForCounting(order._id)
  await followUp(order, event, id, deps)
  if (bringsMeal.has(event) && isOrderAhead(order.state)) await noteFoodMeal(order)
  if (event === 'finish' || event === 'deliver') await noteUsual(order)
  if (event === 'deliver') await followHandover(order, id, deps)
  await giveBackMoney(order, deps)
  await followSubsidy(order, deps)
  await followClearing(order, deps)
  if (isSeenInPerson(order, event))
    await noteSeen(order.personId, findSeenAt(order, event, entry), order.unitName, deps)
  if (event === 'return') await findAnother(order, id, deps)
  if (event === 'cancel') await skipInPlan(order, id, deps)
  await dayFollower().followOrder(order, event, entry.data.dayBefore as UnitDay | undefined, deps)
  const family = await listFamily(order.personId, deps.clock.now())
  deps.publish({
    name: 'careOrder.changed',
    rooms: family.map((userId) => `user:${userId}` as const),
    data: { id: order._id.toString(), version: order.version, state: order.state },
  })
}
