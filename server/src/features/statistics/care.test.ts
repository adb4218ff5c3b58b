import { careStatisticsContracts, type CareFigures } from '@linli/shared/statistics/care.contract'
import { Types } from 'mongoose'
import { runJobOnce } from '../../jobs'
import { expectError } from '../../test/apiClient'
import { buildCatalogue, buildElder, buildOffering, buildProvider } from '../../test/elderCare.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
} from '../../test/users.factory'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { sweepOrders } from '../elderCare/orders/order.sweep'
import { moveOutbox } from '../messages/outbox.mover'
import { markOrderForCounting } from './care.count'
import { hideNeighbours, toCareFigures } from './care.figures'
import { writeCount, writeShare } from './statistic.export'
import { toWholeMonths } from './statistic.figures'
import { careDayMetrics, careGauges, CareMonth, type CareMetric } from './care.model'

const { api, deps } = startTestApp()
const { getCareStatistics, exportCareStatistics } = careStatisticsContracts

/** One lunch as it came out of the kitchen, copied with another end each time. */
async function buildOrders(): Promise<void> {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  const kitchen = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  await buildOffering(kitchen, 'lunchDelivery')
  const elder = await buildElder(deps)
  const { proposal } = await api(elder).ok(orderContracts.getProposal, { params: { code: 'lunchDelivery' } })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  const body = { itemCode: 'lunchDelivery', offeringId, startsAt }
  await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  await moveOutbox(deps)
  const { _id: first, ...lunch } = await Order.findOne().orFail().lean<OrderRecord>()
  const at = new Date('2026-11-24T03:00:00.000Z')
  const rating = { grade: 4 as const, reasons: [], at }
  const served = { state: 'settled' as const, open: false, finishedAt: at, rating }
  const details = { outcome: 'done' as const, at, details: '', photos: [] }
  const ends: Partial<OrderRecord>[] = [
    ...Array.from({ length: 12 }, () => ({ ...served, record: details })),
    ...Array.from({ length: 5 }, () => ({ ...served, record: details, isLate: true })),
    ...Array.from({ length: 3 }, () => ({ ...served, record: { ...details, outcome: 'notDone' as const } })),
  ]
  const copies = ends.map((end, i) => {
    const item = { ...lunch.item, careClass: i === 0 ? ('bath' as const) : lunch.item.careClass }
    return { ...lunch, ...end, _id: new Types.ObjectId(), requestKey: `copy ${i}`, item, outbox: [] }
  })
  await Order.insertMany(copies)
  for (const { _id } of copies) await markOrderForCounting(_id)
  expect(first).toBeDefined()
  // Several servers, and again: each order counts once.
  await Promise.all([1, 2].map(() => runJobOnce('countCareOrders', deps)))
  for (const { _id } of copies) await markOrderForCounting(_id)
  await runJobOnce('countCareOrders', deps)
}

describe('the numbers of services', () => {
  it('are counted once at each level, by class, and none of them points at people', async () => {
    await buildOrders()
    const query = { from: '2026-11-01', to: '2026-11-30' }
    const officer = await buildStreetOfficer()
    const { area, figures, months, classes, areas } = await api(officer).ok(getCareStatistics, { query })
    expect(area.code).toBe(testAreas.street)
    expect(figures).toEqual({
      // In fives, for the month is not over: tomorrow's number would tell what today brought.
      ...{ ordered: 20, served: 15, notDone: null, cancelled: 0, noShow: 0, disputes: 0, open: null },
      ...{ onTime: { part: 10, of: 15 }, rating: { count: 20, average: 4 } },
    })
    expect(months).toHaveLength(12)
    expect(months.at(-1)).toEqual({ month: '2026-11', ordered: 20, served: 15 })
    expect(months[0]).toEqual({ month: '2025-12', ordered: 0, served: 0 })
    // One bath: hidden, and with it the meals, for the two add up.
    expect(classes.map(({ code, figures: { ordered, served } }) => [code, ordered, served])).toEqual([
      ['meal', null, null],
      ['bath', null, null],
    ])
    const own = areas.find((each) => each.area.code === testAreas.community)
    expect(own?.figures.served).toBe(15)
    const raw = await CareMonth.findOne({ area: testAreas.district, category: '*', month: '2026-11' }).lean()
    expect(raw?.total).toMatchObject({ ordered: 21, served: 17, servedOnTime: 12, notDone: 3, ratings: 20 })

    // Whatever days are asked for, the answer is of their months; of several months in fives.
    const inside = { from: '2026-11-22', to: '2026-11-22' }
    const whole = await api(officer).ok(getCareStatistics, { query: inside })
    expect(whole).toMatchObject({ from: '2026-11-01', to: '2026-11-30', figures })
    const long = await api(officer).ok(getCareStatistics, { query: { from: '2026-10-31', to: '2026-11-01' } })
    expect(long).toMatchObject({ from: '2026-10-01', to: '2026-11-30' })
    expect(long.figures).toMatchObject({ ordered: 20, served: 15, onTime: { part: 10, of: 15 } })

    const sheetOf = async () => (await api(officer).call(exportCareStatistics, { query })).bytes.toString()
    // Of the month under way there is no sheet: tomorrow's would tell what today brought.
    expect(await sheetOf()).toContain('2026-10-01 至 2026-10-31')
    deps.clock.set('2026-12-01T02:00:00.000Z')
    const over = (await api(officer).ok(getCareStatistics, { query })).figures
    expect(over).toMatchObject({ ordered: 21, served: 17, onTime: { part: 12, of: 17 } })
    const csv = await sheetOf()
    expect(csv).toContain('"67%(10/15)"')
    expect(csv).toContain('"少于5"')
    expect(csv).not.toMatch(/"(12|17|21)"/)
    const earlier = { from: '2026-10-01', to: '2026-10-31' }
    expect((await api(officer).ok(getCareStatistics, { query: earlier })).figures.served).toBe(0)
  })

  it('are for those who answer for the area', async () => {
    await buildCatalogue(deps)
    for (const user of [await buildCommunityWorker(), await buildResident()])
      expectError(await api(user).call(getCareStatistics), 'access.denied')
    for (const contract of [getCareStatistics, exportCareStatistics]) {
      const secretary = api(await buildSecretary())
      expectError(await secretary.call(contract, { query: { area: testAreas.street } }), 'access.denied')
      const far = api(await buildStreetOfficer(testAreas.otherStreet))
      expectError(await far.call(contract, { query: { area: testAreas.community } }), 'access.denied')
    }
  })
})

describe('what is few', () => {
  const zero = Object.fromEntries([...careDayMetrics, ...careGauges].map((metric) => [metric, 0]))
  const figures = (part: Partial<Record<CareMetric, number>>): CareFigures =>
    toCareFigures({ ...zero, ...part } as Record<CareMetric, number>)

  it.each([
    [{ served: 4 }, { served: null }],
    [{ served: 5 }, { served: 5 }],
    [{ served: 10, servedOnTime: 6 }, { onTime: null }],
    [{ served: 10, servedOnTime: 10 }, { onTime: { part: 10, of: 10 } }],
    [{ served: 5, servedOnTime: 5, lateOpen: 5 }, { onTime: { part: 5, of: 10 } }],
    [{ ratings: 4, ratingSum: 20 }, { rating: null }],
    [{}, { served: 0, rating: { count: 0 }, onTime: { part: 0, of: 0 } }],
  ])('%o is shown as %o', (counts, shown) => {
    expect(figures(counts)).toMatchObject(shown)
  })

  it.each([
    ['2026-10-01', '2026-11-30', '2026-12-01', '2026-10-01', '2026-11-30'],
    ['2026-10-02', '2026-12-31', '2026-12-31', '2026-11-01', '2026-11-30'],
    ['2026-11-24', '2026-12-23', '2026-12-23', '2026-11-01', '2026-11-30'],
    ['2026-12-01', '2026-12-23', '2026-12-23', '2026-11-01', '2026-11-30'],
    ['2025-12-15', '2026-03-10', '2026-12-23', '2026-01-01', '2026-02-28'],
    ['2026-01-01', '2026-01-31', '2026-01-31', '2025-12-01', '2025-12-31'],
  ])('a sheet of %s to %s on %s is of %s to %s', (from, to, today, first, last) => {
    expect(toWholeMonths({ from, to }, today)).toEqual({ from: first, to: last })
  })

  it('cannot be had by subtracting one sheet from another: counts are rounded to fives', () => {
    const month = (n: number) => writeCount(n)
    expect([0, 4, 5, 7, 8, 23].map(month)).toEqual(['0', '少于5', '5', '5', '10', '25'])
    // Two months with 20 and 3: neither 23 nor the 3 can be told from 25 and 20.
    for (const hidden of [1, 2]) expect(month(20 + hidden)).toBe(month(20))
    for (const hidden of [3, 4]) expect(month(20 + hidden)).toBe(month(25))
    expect([writeShare({ part: 12, of: 17 }), writeShare({ part: 12, of: 13 })]).toEqual([
      '67%(10/15)',
      '少于5',
    ])
  })

  it('hides the smallest neighbour of a single hidden cell, and no more', () => {
    const rows = [4, 30, 9, 0].map((served, id) => ({ id, figures: figures({ served }) }))
    expect(hideNeighbours(rows).map((row) => row.figures.served)).toEqual([null, 30, null, 0])
    const two = [4, 3, 9].map((served, id) => ({ id, figures: figures({ served }) }))
    expect(hideNeighbours(two).map((row) => row.figures.served)).toEqual([null, null, 9])
  })
})
