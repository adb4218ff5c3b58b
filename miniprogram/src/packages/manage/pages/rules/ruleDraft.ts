import { clockOrMidnightPattern } from '@linli/shared/schedule'
import { contentOf, type Rule, type RuleContent } from '../../../../services/rules'

/** A rule as it is being written: every part is there, even those a finished rule leaves out. */
export interface RuleDraft {
  name: string
  isOn: boolean
  categories: string[]
  places: string[]
  estate: RuleContent['conditions']['estate']
  hasTime: boolean
  days: 'daily' | 'workdays' | 'restDays'
  from: string
  to: string
  answers: RuleContent['conditions']['answers']
  target: RuleContent['target']
  hasClock: boolean
  clock: NonNullable<RuleContent['clock']>
}

const startClock = { acceptMinutes: 240, resolveMinutes: 3360, isWorkingTime: true }

const emptyDraft: RuleDraft = {
  name: '',
  isOn: true,
  categories: [],
  places: [],
  estate: 'any',
  hasTime: false,
  days: 'workdays',
  from: '09:00',
  to: '17:00',
  answers: [],
  target: { kind: 'triage', level: 'community' },
  hasClock: false,
  clock: startClock,
}

/** What a 协调 came to, as the start of a rule: from now on such needs go to the lead at once. */
export interface Agreement {
  category: string
  unitId: string
  name: string
}

export function toDraft(rule: Rule | undefined, agreed?: Agreement): RuleDraft {
  if (agreed)
    return {
      ...emptyDraft,
      name: agreed.name,
      categories: [agreed.category],
      target: { kind: 'unit', unitId: agreed.unitId },
    }
  if (!rule) return emptyDraft
  const { name, isOn, conditions, target, clock } = contentOf(rule)
  const { time, ...rest } = conditions
  return {
    ...emptyDraft,
    ...rest,
    ...(time ?? {}),
    name,
    isOn,
    target,
    hasTime: time !== undefined,
    hasClock: clock !== undefined,
    clock: clock ?? startClock,
  }
}

export function toContent(draft: RuleDraft): RuleContent {
  const { name, isOn, categories, places, estate, answers, target, hasTime, days, from, to } = draft
  return {
    name: name.trim(),
    isOn,
    conditions: {
      categories,
      places,
      estate,
      answers: answers.filter(({ values }) => values.length > 0),
      ...(hasTime ? { time: { days, from, to } } : {}),
    },
    target,
    ...(draft.hasClock ? { clock: draft.clock } : {}),
  }
}

/** What is still wrong, as a sentence; `undefined` when it can be sent. */
export function findFault({
  name,
  hasTime,
  from,
  to,
  target,
  hasClock,
  clock,
}: RuleDraft): string | undefined {
  if (name.trim() === '') return '请给规则起个名字，大家一看就懂。'
  if (hasTime && !(clockOrMidnightPattern.test(from) && clockOrMidnightPattern.test(to)))
    return '时间请写成 09:00 这样。'
  if (target.kind === 'unit' && target.unitId === '') return '请选派给哪个单位。'
  if (hasClock && (clock.acceptMinutes <= 0 || clock.acceptMinutes > clock.resolveMinutes))
    return '接单时间要大于 0，也不能比办结晚。'
  return undefined
}
