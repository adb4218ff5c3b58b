import {
  defaultBallotSpans,
  electoratesOf,
  formsOf,
  moreThanHalf,
  type BallotForm,
  type BallotKind,
  type BallotRule,
  type BallotSpans,
  type Electorate,
  type OwnersMatter,
} from '@linli/shared/ballots/ballot'
import { addDays, formatClock, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { BallotContent, BallotView } from '../../../services/ballots'

/** What is typed into the form. */
export interface BallotDraft {
  title: string
  text: string
  kind: BallotKind
  electorate: Electorate
  estate: string
  matter: OwnersMatter
  form: BallotForm
  /** One plan a line. */
  plans: string
  mostChoices: string
  isSecret: boolean
  opensDay: string
  opensClock: string
  closesDay: string
  closesClock: string
  rule: BallotRule
}

const clockPattern = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/

/** An instant of a day and 「08:00」; undefined while the time is not written out. */
export function readInstant(day: string, clock: string): string | undefined {
  const [, hours, minutes] = clockPattern.exec(clock.trim()) ?? []
  if (hours === undefined || minutes === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  return fromShanghaiDay(day, Number(hours) * 60 + Number(minutes)).toISOString()
}

const minute = 60_000
const daily = 24 * 60

/** A new one opens in three days in the morning and is open for a week; in the demo soon, for a few minutes. */
function proposeTimes(now: number, { naming, open }: BallotSpans) {
  const today = toShanghaiDay(new Date(now))
  if (naming >= daily)
    return {
      ...{ opensDay: addDays(today, 3), opensClock: '08:00' },
      ...{ closesDay: addDays(today, 10), closesClock: '18:00' },
    }
  const opens = new Date(now + (naming + 3) * minute)
  const closes = new Date(opens.getTime() + (open + 3) * minute)
  return {
    ...{ opensDay: toShanghaiDay(opens), opensClock: formatClock(opens) },
    ...{ closesDay: toShanghaiDay(closes), closesClock: formatClock(closes) },
  }
}

export function emptyDraft(now: number, title: string, spans = defaultBallotSpans): BallotDraft {
  return {
    ...{ title, text: '', kind: 'residents', electorate: 'households', estate: '', matter: 'ordinary' },
    ...{ form: 'yesNo', plans: '', mostChoices: '', isSecret: false },
    ...proposeTimes(now, spans),
    rule: { quorum: null, majority: moreThanHalf },
  }
}

export function toDraft(ballot: BallotView): BallotDraft {
  const { title, text, kind, electorate, form, isSecret, options, rule } = ballot
  const [opens, closes] = [new Date(ballot.opensAt), new Date(ballot.closesAt)]
  const plans = options.filter(({ role }) => role === 'plan').map((option) => option.text)
  return {
    ...{ title, text, kind, electorate, form, isSecret, rule },
    estate: ballot.estate ?? '',
    matter: ballot.matter ?? 'ordinary',
    plans: form === 'yesNo' ? '' : plans.join('\n'),
    mostChoices: form === 'several' ? String(ballot.mostChoices) : '',
    ...{ opensDay: toShanghaiDay(opens), opensClock: formatClock(opens) },
    ...{ closesDay: toShanghaiDay(closes), closesClock: formatClock(closes) },
  }
}

/** Another kind may not be asked of the same people, nor in the same way. */
export function changeKind(draft: BallotDraft, kind: BallotKind): Partial<BallotDraft> {
  const [electorate = 'adults'] = electoratesOf[kind]
  return {
    kind,
    electorate: electoratesOf[kind].includes(draft.electorate) ? draft.electorate : electorate,
    form: formsOf[kind].includes(draft.form) ? draft.form : 'yesNo',
    ...(kind === 'owners' ? { isSecret: false } : {}),
  }
}

const planLines = ({ plans }: BallotDraft): string[] =>
  plans
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What is still missing, and how to put it right. */
export function findFault(draft: BallotDraft): string | undefined {
  const { title, text, form, electorate, estate } = draft
  const [opensAt, closesAt] = [
    readInstant(draft.opensDay, draft.opensClock),
    readInstant(draft.closesDay, draft.closesClock),
  ]
  if (title.trim() === '') return '请写上问什么，一句话就行。'
  if (text.trim() === '') return '请说明情况：为什么要表决，同意了会怎样。'
  if (electorate === 'owners' && estate === '') return '请选是哪个小区的业主。'
  if (form !== 'yesNo' && planLines(draft).length < 2) return '请写至少两个方案，一行一个。'
  if (opensAt === undefined || closesAt === undefined) return '时间请写成 08:00 这样。'
  if (closesAt <= opensAt) return '截止要在开始之后。'
  return undefined
}

export function toContent(draft: BallotDraft): BallotContent {
  const { title, text, kind, electorate, estate, matter, form, isSecret, rule, mostChoices } = draft
  const most = Number.parseInt(mostChoices, 10)
  return {
    ...{ title: title.trim(), text: text.trim(), kind, electorate, form, isSecret },
    opensAt: readInstant(draft.opensDay, draft.opensClock) ?? '',
    closesAt: readInstant(draft.closesDay, draft.closesClock) ?? '',
    ...(form === 'yesNo' ? {} : { plans: planLines(draft) }),
    ...(form === 'several' && most > 0 ? { mostChoices: most } : {}),
    ...(electorate === 'owners' ? { estate } : {}),
    ...(kind === 'owners' ? { matter } : {}),
    ...(kind === 'opinion' ? { rule } : {}),
  }
}
