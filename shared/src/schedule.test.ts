import { always, describeSchedule, minutesPerDay, officeHours, type Schedule } from './schedule'
import { scheduleSchema } from './schedule.contract'

const morning = { from: '09:00', to: '11:30' }
const lateHours = { from: '13:30', to: '24:00' }
const split: Schedule = { kind: 'hours', days: [1, 3], spans: [morning, lateHours] }

test('says hours in words', () => {
  expect(describeSchedule(always)).toBe('全天 24 小时')
  expect(describeSchedule(officeHours)).toBe('工作日 09:00–17:00')
  expect(describeSchedule(split)).toBe('周一、周三 09:00–11:30，13:30–24:00')
  expect([always, officeHours, split].map(minutesPerDay)).toEqual([1440, 480, 780])
})

test('accepts what it describes and refuses what no one could keep', () => {
  for (const schedule of [always, officeHours, split])
    expect(scheduleSchema.parse(schedule)).toEqual(schedule)
  const bad = [
    { kind: 'hours', days: 'workdays', spans: [] },
    { kind: 'hours', days: [1, 1], spans: [morning] },
    { kind: 'hours', days: 'daily', spans: [{ from: '17:00', to: '09:00' }] },
    { kind: 'hours', days: 'daily', spans: [lateHours, morning] },
    { kind: 'hours', days: 'daily', spans: [{ from: '9:00', to: '10:00' }] },
    { kind: 'always', days: 'daily' },
  ]
  for (const schedule of bad) expect(scheduleSchema.safeParse(schedule).success).toBe(false)
})
