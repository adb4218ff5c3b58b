import type { Answers } from '@linli/shared/categories/category'
import type { Place } from '@linli/shared/areas/areas'
import type { RuleConditions, TimeWindow } from '@linli/shared/routing/rule'
import { toMinutes } from '@linli/shared/schedule'
import { addDays, readShanghaiParts, toShanghaiDay } from '@linli/shared/time'
import { chinaCalendar, type WorkCalendar } from '../../lib/workCalendar'
import type { RoutingEstate } from './routing.reader'

function isWindowDay(day: string, days: TimeWindow['days'], calendar: WorkCalendar): boolean {
  if (days === 'daily') return true
  return calendar.isWorkday(day) === (days === 'workdays')
}

/** Whether an instant lies in a window; the early hours of one that runs over midnight belong to the day before. */
export function isWithinWindow(
  at: Date,
  { days, from, to }: TimeWindow,
  calendar: WorkCalendar = chinaCalendar,
): boolean {
  const { hour, minute } = readShanghaiParts(at)
  const now = hour * 60 + minute
  const today = toShanghaiDay(at)
  const [opens, closes] = [toMinutes(from), toMinutes(to)]
  if (opens < closes) return opens <= now && now < closes && isWindowDay(today, days, calendar)
  if (now >= opens) return isWindowDay(today, days, calendar)
  return now < closes && isWindowDay(addDays(today, -1), days, calendar)
}

const codesOf = ({ district, street, community, grid, building, estate }: Place): (string | undefined)[] => [
  district,
  street,
  community,
  grid,
  building,
  estate,
]

function isEstateFit(condition: RuleConditions['estate'], estate: RoutingEstate | undefined): boolean {
  if (condition === 'any') return true
  return (estate?.propertyUnitId !== undefined) === (condition === 'withProperty')
}

/** What a rule's conditions are held against. */
export interface MatchInput {
  category: string
  place: Place
  estate: RoutingEstate | undefined
  at: Date
  answers: Answers
}

/** Whether all that a rule asks for holds. */
export function isMatch(conditions: RuleConditions, input: MatchInput, calendar?: WorkCalendar): boolean {
  const { categories, places, estate, time, answers } = conditions
  if (categories.length > 0 && !categories.includes(input.category)) return false
  if (places.length > 0 && !codesOf(input.place).some((code) => code !== undefined && places.includes(code)))
    return false
  if (!isEstateFit(estate, input.estate)) return false
  if (time && !isWithinWindow(input.at, time, calendar)) return false
  return answers.every(({ key, values }) => {
    const given = input.answers[key]
    return given !== undefined && values.includes(String(given))
  })
}
