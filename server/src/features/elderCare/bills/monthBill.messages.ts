import { isGone } from '@linli/shared/register/register'
import { sayYuan } from '@linli/shared/money'
import { monthBefore, monthOf, nameMonth } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { giveWay } from '../../../lib/giveWay'
import { Area } from '../../areas/area.model'
import type { Message } from '../../messages/message'
import { storeDeliveries } from '../../messages/outbox.mover'
import { Person, type PersonDocument } from '../../register/person.model'
import { listFamily } from '../clients/client.access'
import { listDueLines, type DueLine } from './monthBill.due'
import { sayWhere } from './monthBill.service'
import type { MonthReceiptRecord } from './monthReceipt.model'

const pageOf = (personId: Types.ObjectId, month: string): string =>
  `packages/elderCare/pages/bill/index?person=${personId.toString()}&month=${month}`

/** The elder and hers hear once that the month was taken in, not of each of its orders. */
export async function expandMonthReceipt(
  { personId, month, unitName, fen, orders, byUserId, district }: MonthReceiptRecord,
  _: unknown,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  const people = await listFamily(personId, clock.now())
  return people
    .filter((userId) => userId !== byUserId.toString())
    .map((userId) => ({
      ...{ userId, event: 'careBill.received', page: pageOf(personId, month), district },
      title: `${nameMonth(month)}的服务费收到了`,
      body: `${unitName}，${orders.length} 单，一共 ${sayYuan(fen)}。`,
    }))
}

async function remind(personId: Types.ObjectId, lines: readonly DueLine[], month: string, deps: Deps) {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  // Nothing goes to or about the dead; what is owed stays on the unit's list.
  if (!person || isGone(person.state)) return
  const fen = lines.reduce((sum, line) => sum + line.fen, 0)
  const where = sayWhere([...new Set(lines.map(({ unitName }) => unitName))])
  const people = await listFamily(personId, deps.clock.now())
  const message = {
    ...{ event: 'careBill.due', page: pageOf(personId, month), district: person.district },
    title: `${nameMonth(month)}的养老服务费：${sayYuan(fen)}`,
    body: `请到${where}一次付清，家里人去付也行。每一单都在账单里。`,
  }
  await storeDeliveries(
    // The same key at each run: told once a month.
    people.map((userId) => ({
      cause: `careBill:${personId.toString()}:${month}`,
      message: { userId, ...message },
    })),
    deps,
  )
}

function groupByPerson(lines: readonly DueLine[]): DueLine[][] {
  const people = new Map<string, DueLine[]>()
  for (const line of lines) {
    const key = line.personId.toString()
    people.set(key, [...(people.get(key) ?? []), line])
  }
  return [...people.values()]
}

/**
 * Says once, to each elder and hers, what the month that has ended comes to and where it is paid; community by community,
 * so that it never holds more than one in memory.
 */
async function remindOfMonthBills(deps: Deps, signal?: AbortSignal): Promise<void> {
  const month = monthBefore(monthOf(toShanghaiDay(deps.clock.now())))
  const communities = await Area.find({ level: 'community' }, { code: 1 }).lean()
  for (const { code } of communities) {
    if (signal?.aborted) return
    const desk = triageOf({ district: code.slice(0, 6), street: code.slice(0, 9), community: code })
    for (const lines of groupByPerson(await listDueLines({ desk }, month)))
      if (lines[0]) await remind(lines[0].personId, lines, month, deps)
    await giveWay()
  }
}

/** On the first of the month at ten, once over all servers. */
export const monthBillJob: JobDefinition = {
  name: 'remindOfMonthBills',
  cron: '0 10 1 * *',
  run: async (deps, signal) => {
    await remindOfMonthBills(deps, signal)
  },
}
