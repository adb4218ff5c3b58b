import { addDays, formatDay, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { chinaCalendar } from '../../../lib/workCalendar'
import { Unit } from '../../areas/unit.model'
import { storeDeliveries } from '../../messages/outbox.mover'
import { listPostPeople } from '../../users/postPeople.service'
import { Offering } from '../catalogue/offering.model'
import { Provider, type ProviderRecord } from './provider.model'

/** A kitchen says so long before a holiday on which days it is closed. Source: product page, 「春节 published 14 days ahead」. */
const aheadDays = 14
/** Shorter ones change nothing for most kitchens. */
const fewestDays = 4

interface Holiday {
  from: string
  to: string
}

/** The longer public holidays that begin within two weeks. */
function listHolidaysAhead(today: string): Holiday[] {
  const starts = Array.from({ length: aheadDays }, (_, i) => addDays(today, i + 1)).filter(
    (day) => chinaCalendar.isHoliday(day) && !chinaCalendar.isHoliday(addDays(day, -1)),
  )
  return starts
    .map((from) => {
      let to = from
      while (chinaCalendar.isHoliday(addDays(to, 1))) to = addDays(to, 1)
      return { from, to }
    })
    .filter(({ from, to }) => addDays(from, fewestDays - 1) <= to)
}

/** Whoever has closed some of it has thought of it. */
const isAnswered = ({ closures }: ProviderRecord, { from, to }: Holiday): boolean =>
  closures.some((closure) => closure.from <= to && closure.to >= from)

async function askKitchen({ unitId }: ProviderRecord, { from, to }: Holiday, deps: Deps): Promise<void> {
  const unit = await Unit.findOne({ _id: unitId, isOpen: true }, { name: 1, district: 1 }).lean()
  if (!unit || !(await Offering.exists({ unitId, isOpen: true }))) return
  const now = deps.clock.now()
  const say = (day: string) => formatDay(fromShanghaiDay(day), now)
  const id = unitId.toString()
  const people = await listPostPeople(`unit:${id}`, now)
  const messages = people.map((userId) => ({
    // The same each day until the holiday: told once.
    cause: `careHoliday:${id}:${from}`,
    message: {
      ...{ userId, event: 'careProvider.holidayAsked', district: unit.district, isQueue: true },
      title: `${unit.name}：${say(from)}到${say(to)}放假，哪天不开？`,
      body: '不开的日子请现在登记停业：订了餐的人马上转到别家，转不了的由社区打电话。照常开就不用管。',
      page: `packages/elderCare/pages/provider/index?unit=${id}`,
    },
  }))
  await storeDeliveries(messages, deps)
}

/** Asks every kitchen that has not said so. Run daily; nobody is asked twice about one holiday. */
export async function askForHolidays(deps: Deps): Promise<void> {
  const holidays = listHolidaysAhead(toShanghaiDay(deps.clock.now()))
  if (holidays.length === 0) return
  const kitchens = Provider.find({ 'licences.kind': 'kitchen' })
    .lean<ProviderRecord[]>()
    .cursor({ batchSize: 100 }) as AsyncIterable<ProviderRecord>
  for await (const kitchen of kitchens)
    for (const holiday of holidays)
      if (!isAnswered(kitchen, holiday)) await askKitchen(kitchen, holiday, deps)
}
