import type { Schedule } from '@linli/shared/schedule'
import { findHoursFault, toHoursDraft, toSchedule, type HoursDraft } from './hours'

const schedules: (Schedule | undefined)[] = [
  undefined,
  { kind: 'always' },
  { kind: 'hours', days: 'workdays', spans: [{ from: '09:00', to: '17:00' }] },
  {
    kind: 'hours',
    days: [1, 3],
    spans: [
      { from: '09:00', to: '11:30' },
      { from: '13:00', to: '24:00' },
    ],
  },
]

describe('opening hours', () => {
  it.each(schedules)('are the same after they were opened and saved: %j', (schedule) => {
    expect(toSchedule(toHoursDraft(schedule))).toEqual(schedule ?? null)
  })

  it('have their weekdays in order', () => {
    const draft: HoursDraft = { ...toHoursDraft(schedules[2]), days: 'chosen', weekdays: ['5', '1'] }
    expect(toSchedule(draft)).toMatchObject({ days: [1, 5] })
  })

  it.each<[Partial<HoursDraft>, string | undefined]>([
    [{}, undefined],
    [{ kind: 'none', spans: [{ from: '', to: '' }] }, undefined],
    [{ days: 'chosen' }, '请选星期几开门。'],
    [{ spans: [{ from: '9点', to: '17:00' }] }, '时间请写成 09:00 这样。'],
    [{ spans: [{ from: '17:00', to: '09:00' }] }, '开门要早于关门。'],
    [
      {
        spans: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '17:00' },
        ],
      },
      '时间请按先后写，不要重叠。',
    ],
  ])('with %j: %s', (part, fault) => {
    expect(findHoursFault({ ...toHoursDraft(schedules[2]), ...part })).toBe(fault)
  })
})
