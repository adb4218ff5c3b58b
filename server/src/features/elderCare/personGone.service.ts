import type { PersonState } from '@linli/shared/register/register'
import { sayYuan } from '@linli/shared/money'
import { toShanghaiDay } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { findRelative } from '../families/relative'
import { Need, type NeedRecord } from '../needs/need.model'
import { Person, type PersonDocument } from '../register/person.model'
import { endCallsOfGone } from './followUps/followUp.gone'
import { openFollowUp } from './followUps/followUp.service'
import { Order, type OrderRecord } from './orders/order.model'
import { findPayable } from './orders/order.cost'

const mostNamed = 4
const mostOpen = 200

/** What was paid in WeChat for services that are called off now, and goes back by itself. */
const sumBack = (stopped: readonly OrderRecord[]): number =>
  stopped.reduce(
    (sum, { payment, selfPaidFen }) => sum + (payment.paymentId === undefined ? 0 : selfPaidFen),
    0,
  )

const sumDue = (orders: readonly OrderRecord[]): number =>
  orders.reduce((sum, order) => sum + (order.payment.state === 'due' ? findPayable(order) : 0), 0)

function listStopped(stopped: readonly OrderRecord[]): string {
  const named = stopped.slice(0, mostNamed).map(({ item, day }) => `${day.slice(5)} ${item.name}`)
  return `${named.join('、')}${stopped.length > mostNamed ? ` 等 ${stopped.length} 项` : ''}`
}

/** What is open still and is hers to say: by name. */
interface Left {
  needs: readonly string[]
  unasked: readonly string[]
  disputed: readonly string[]
}

/** What the relative is told, sentence by sentence: services, money that goes back, money that is owed, the card. */
function describeGone(
  state: Extract<PersonState, 'deceased' | 'moved'>,
  stopped: readonly OrderRecord[],
  served: readonly OrderRecord[],
  { needs, unasked, disputed }: Left,
): string {
  const back = sumBack(stopped)
  const due = sumDue(served)
  const sentences = [
    stopped.length > 0 ? `已停下：${listStopped(stopped)}，不收费` : '没有还没做的服务',
    ...(back > 0 ? [`在微信付过的 ${sayYuan(back)}会原路退回，不用申请`] : []),
    due > 0 ? `做过的服务还有 ${sayYuan(due)}没有结，商量怎么结` : '没有欠款',
    state === 'deceased'
      ? '补贴卡已停用，用过的照常结算，不用办手续'
      : '补贴卡在这里停用，搬去的地方可以重新申请',
    ...(unasked.length > 0 ? [`做完了还没有问过的：${unasked.join('、')}，问家人做得好不好`] : []),
    ...(disputed.length > 0 ? [`说没做好、还没有定的：${disputed.join('、')}，告诉家人上一级会定`] : []),
    ...(needs.length > 0 ? [`还没办完的诉求：${needs.join('、')}，问家人要不要接着办`] : []),
  ]
  return `打电话告诉家人：${sentences.join('；')}。`
}

/** What was called off with the change: by the clock as well, which may have been quicker than the page. */
async function readStopped(personId: Types.ObjectId, since: Date): Promise<OrderRecord[]> {
  const rows = await Order.find({ personId, open: false, startsAt: { $gte: since } })
    .sort({ startsAt: 1 })
    .limit(mostOpen)
    .lean<OrderRecord[]>()
  return rows.filter(({ history }) => history.some(({ action, at }) => action === 'stop' && at >= since))
}

/** What was done and not settled yet. */
async function readServed(personId: Types.ObjectId): Promise<OrderRecord[]> {
  const rows = await Order.find({
    personId,
    state: { $in: ['started', 'finished', 'disputed', 'confirmed', 'cancelled', 'noShow'] },
  })
    .sort({ startsAt: -1 })
    .limit(mostOpen)
    .lean<OrderRecord[]>()
  return rows.filter(({ payment }) => payment.state === 'due')
}

/** What was done and waits for a word of hers. */
async function readUnsaid(personId: Types.ObjectId): Promise<Pick<Left, 'unasked' | 'disputed'>> {
  const orders = await Order.find(
    { personId, state: { $in: ['finished', 'disputed'] } },
    { item: 1, state: 1 },
  )
    .sort({ startsAt: -1 })
    .limit(mostOpen)
    .lean<Pick<OrderRecord, 'item' | 'state'>[]>()
  const namesOf = (state: OrderRecord['state']) =>
    orders.filter((order) => order.state === state).map(({ item }) => item.name)
  return { unasked: namesOf('finished'), disputed: namesOf('disputed') }
}

/** What she asked for and is not done, by its category, and no visit that the system sent; of complaints about somebody the desk learns nothing here. */
async function readOpenNeeds({ _id, ...person }: PersonDocument): Promise<string[]> {
  const filter = { triage: triageOf(toPlace(person)), open: true, personId: _id }
  const needs = await Need.find(filter, { category: 1, subject: 1, kind: 1 })
    .limit(mostOpen)
    .lean<Pick<NeedRecord, 'category' | 'subject' | 'kind'>[]>()
  return needs
    .filter(({ subject, kind }) => !subject && kind !== 'visit')
    .map(({ category }) => category.name)
}

/**
 * Nobody is written to about somebody who died or moved away: a person of the desk calls the relative and says what
 * became of services, money and card, and asks about open needs. Once for each such change; nothing where the elder had nothing here.
 */
export async function tellOfGone(personId: string, state: 'deceased' | 'moved', deps: Deps): Promise<void> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (!person) return
  await endCallsOfGone(person._id, deps)
  const change = person.states?.at(-1)
  const stopped = await readStopped(person._id, change?.at ?? deps.clock.now())
  const served = await readServed(person._id)
  const left = { needs: await readOpenNeeds(person), ...(await readUnsaid(person._id)) }
  const open = left.needs.length + left.unasked.length + left.disputed.length
  if (stopped.length + served.length + open === 0) return
  const relative = await findRelative(person._id)
  await openFollowUp(
    {
      ...{
        key: `gone:${personId}:${change?.id.toString() ?? state}`,
        kind: 'personGone',
        personId: person._id,
        place: toPlace(person),
      },
      ...{ itemName: '养老服务', day: toShanghaiDay(deps.clock.now()) },
      text: describeGone(state, stopped, served, left),
      ...(relative ? { relative } : {}),
    },
    deps,
  )
}
