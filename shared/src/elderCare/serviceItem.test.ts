import {
  cancelReasons,
  computeCancelFee,
  describeCancelRule,
  findFreeUntil,
  type CancelReason,
  type CancelRule,
  type Lead,
} from './serviceItem'

const rule = (freeUntil: CancelRule['freeUntil'], hours = 0, feePercent = 100): CancelRule => ({
  ...{ freeUntil, hours, feePercent },
})
const before = (daysBefore: number): Lead => ({ kind: 'cutoff', daysBefore, at: '15:00' })
const startsAt = new Date('2026-11-26T02:30:00.000Z')

it.each<[string, string, Lead, CancelRule]>([
  ['当天 15:00 前', '2026-11-26T07:00:00.000Z', before(0), rule('cutoff')],
  ['前一天 15:00 前', '2026-11-25T07:00:00.000Z', before(1), rule('cutoff')],
  ['提前 3 天，15:00 前', '2026-11-23T07:00:00.000Z', before(3), rule('cutoff')],
  ['提前 48 小时', '2026-11-24T02:30:00.000Z', { kind: 'hours', hours: 48 }, rule('cutoff')],
  ['约好的时间开始前', '2026-11-26T02:30:00.000Z', { kind: 'instant', minutes: 30 }, rule('cutoff')],
  ['提前 12 小时', '2026-11-25T14:30:00.000Z', before(1), rule('hoursBefore', 12)],
  ['约好的时间开始前', '2026-11-26T02:30:00.000Z', before(1), rule('hoursBefore')],
])('says that it may be called off for nothing %s, as it is charged', (words, until, lead, cancel) => {
  expect(describeCancelRule({ lead, cancel })).toBe(
    `${words}免费取消，之后取消要付全款；生病、住院随时可以免费取消`,
  )
  expect(findFreeUntil({ lead, cancel, startsAt })).toEqual(new Date(until))
})

it('names no share where calling off costs nothing', () => {
  expect(describeCancelRule({ lead: before(1), cancel: rule('hoursBefore', 12, 0) })).toBe('随时可以免费取消')
})

it.each<[string, CancelRule, number]>([
  ['until the hour, on the dot', rule('cutoff'), 0],
  ['after it', rule('cutoff', 0, 30), 299],
  ['until somebody has set out', rule('departure', 0, 50), 0],
  ['after somebody has set out', rule('departure', 0, 50), 499],
  ['always', rule('always'), 0],
])('charges for calling off %s what the rule says, in whole fen', (when, cancel, fen) => {
  const isLate = when.startsWith('after')
  const now = new Date(new Date('2026-11-25T07:00:00.000Z').getTime() + (isLate ? 1 : 0))
  const departedAt = when === 'after somebody has set out' ? now : undefined
  const order = { lead: before(1), cancel, startsAt, departedAt, priceFen: 999 }
  const asked = Object.keys(cancelReasons) as CancelReason[]
  const fees = Object.fromEntries(asked.map((reason) => [reason, computeCancelFee(order, reason, now)]))
  expect(fees).toEqual({
    ...{ changed: fen, wrong: fen, other: fen },
    // Who is ill, dead or left alone by the unit pays nothing, whenever it is.
    ...{ illness: 0, hospital: 0, death: 0, provider: 0 },
  })
  expect(computeCancelFee({ ...order, priceFen: 0 }, 'changed', now)).toBe(0)
})
