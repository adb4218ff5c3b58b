import type { DutyView } from '@linli/shared/safety/duty.contract'
import { findDutyGaps } from '@linli/shared/safety/duty'
import { weekdayNames } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { readUserNames } from './people'
import { findOnDuty, findStreetStaff, idsOf, listStreetStaff, readRoster } from './duty.service'

const twoDigits = (value: number): string => String(value).padStart(2, '0')
const wholeWeek = 7 * 1440

function describeWeekMinute(minutes: number): string {
  const within = minutes % wholeWeek
  const clock = `${twoDigits(Math.floor((within % 1440) / 60))}:${twoDigits(within % 60)}`
  return `${weekdayNames[Math.floor(within / 1440)] ?? ''} ${clock}`
}

/** The roster with what is wrong with it: holes in the week, and people who are no longer there. */
export async function viewRoster(
  street: string,
  { name: streetName, canChange }: { name: string; canChange: boolean },
  deps: Deps,
): Promise<DutyView> {
  const now = deps.clock.now()
  const roster = await readRoster(street)
  const shifts = roster?.shifts ?? []
  const staff = canChange ? await listStreetStaff(street, now) : []
  const onDuty = await findOnDuty(street, now)
  const ids = idsOf(shifts)
  const names = await readUserNames([...ids, ...staff.map(({ userId }) => userId), ...onDuty.first], deps)
  const nameOf = (id: Types.ObjectId | string): string => names.get(id.toString()) ?? '工作人员'
  const gaps = findDutyGaps(shifts).map(({ from, until }) =>
    until - from === wholeWeek ? '整个星期' : `${describeWeekMinute(from)} 到 ${describeWeekMinute(until)}`,
  )
  const named = await findStreetStaff(street, ids, now)
  const here = new Set(named.map(({ userId }) => userId.toString()))
  const left = [...new Set(ids.map(String))].filter((id) => !here.has(id))
  const people = new Map(
    [...staff, ...named].map(({ userId, role, name }) => [
      userId.toString(),
      { id: userId.toString(), name: nameOf(userId), roleName: `${roleNames[role]} · ${name}` },
    ]),
  )
  return {
    ...{ street, streetName, version: roster?.version ?? 0, gaps, canChange },
    shifts: shifts.map(({ weekdays, from, until, userId, deputyId }) => ({
      ...{ weekdays: [...weekdays], from, until, userId: userId.toString(), name: nameOf(userId) },
      ...(deputyId ? { deputyId: deputyId.toString(), deputyName: nameOf(deputyId) } : {}),
    })),
    now: onDuty.first.map(nameOf),
    problems: [
      ...(shifts.length === 0
        ? ['值班表是空的。夜里的求助现在都转给街道受理台，请尽快排班。']
        : gaps.length > 0
          ? ['有些时间没有人值班，这些时间的求助转给街道受理台。']
          : []),
      ...left.map((id) => `${nameOf(id)}已经不在这里任职，请换人。`),
      ...(onDuty.first.length === 0 ? ['现在没有任何人能接街道的求助，请马上安排。'] : []),
    ],
    people: canChange ? [...people.values()] : [],
  }
}
