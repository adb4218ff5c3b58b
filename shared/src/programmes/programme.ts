import { sayYuan } from '../money'
import { fromShanghaiDay, toShanghaiDay } from '../time'
import type { CareClass } from '../elderCare/serviceItem'
import type { OrderSource } from '../elderCare/order.state'
import type { AbilityGrade, Entitlement, HukouPlace, IncomeClass } from '../elders/elder'

/** Whom a programme is for: everything named must hold, an absent part asks nothing. */
export interface ProgrammeWho {
  minAge?: number | undefined
  grades?: AbilityGrade[] | undefined
  incomes?: IncomeClass[] | undefined
  entitlements?: Entitlement[] | undefined
  livesAlone?: boolean | undefined
  /** Living here is not enough: the household must be registered here. */
  needsHukou?: boolean | undefined
}

/**
 * What it pays of an order. `share`: percent of what the programmes before it have left. `daily`: a fixed sum, once a
 * day, for orders of at least `minSpendFen`. `cash`: nothing of an order, but the sum each month by transfer.
 * Source: product page, "Elder care"; all sums in fen.
 */
export type ProgrammePays =
  | { kind: 'share'; percent: number }
  | { kind: 'daily'; fen: number; minSpendFen: number }
  | { kind: 'cash'; fen: number }

/** A programme as one area defines it; rules are data. */
export interface Programme {
  areaCode: string
  code: string
  name: string
  /** Who pays in the end: 「区民政局」. */
  payer: string
  /** The lower pays first. */
  rank: number
  who: ProgrammeWho
  /** For which services; all where none is named. */
  classes: CareClass[]
  /** Ordered in which ways; all where none is named. */
  channels: OrderSource[]
  pays: ProgrammePays
  /** How much a month; without it there is no limit. */
  monthlyFen?: number | undefined
  /** What is left at the end of a month counts one month longer. */
  rollsOver: boolean
  isClosed: boolean
}

/** What of a person decides about programmes. */
export interface Circumstances {
  age: number
  grade?: AbilityGrade | undefined
  income?: IncomeClass | undefined
  entitlements: readonly Entitlement[]
  livesAlone: boolean
  hukou?: HukouPlace | undefined
}

/** Does all that the programme asks for hold? What is not known does not. */
export function isEligible(
  { who, isClosed }: Pick<Programme, 'who' | 'isClosed'>,
  person: Circumstances,
): boolean {
  const { minAge, grades, incomes, entitlements, livesAlone, needsHukou } = who
  return (
    !isClosed &&
    person.age >= (minAge ?? 0) &&
    (!grades || (person.grade !== undefined && grades.includes(person.grade))) &&
    (!incomes || (person.income !== undefined && incomes.includes(person.income))) &&
    (!entitlements || entitlements.some((each) => person.entitlements.includes(each))) &&
    (livesAlone !== true || person.livesAlone) &&
    (needsHukou !== true || person.hukou === 'here')
  )
}

/** What of a card's programme counts for one order. */
export interface Holding {
  programme: Programme
  /** Left this month; `Infinity` without a limit. */
  leftFen: number
  /** Has it paid its daily sum on the day of the order? */
  isUsedToday: boolean
}

export interface Spending {
  priceFen: number
  careClass: CareClass
  channel: OrderSource
}

export interface SubsidyPart {
  code: string
  name: string
  fen: number
}

export interface Subsidy {
  parts: SubsidyPart[]
  subsidyFen: number
  selfPaidFen: number
  /** 「您付 4 元：原价 12 元，助餐补贴付 5 元，养老服务补贴付 3 元。」 */
  text: string
  /** 「这一天的助餐补贴已经用过」: why a programme that is hers pays nothing; empty where each pays. */
  usedUpText: string
}

const counts = ({ classes, channels, isClosed }: Programme, { careClass, channel }: Spending): boolean =>
  !isClosed &&
  (classes.length === 0 || classes.includes(careClass)) &&
  (channels.length === 0 || channels.includes(channel))

/** What one programme pays of what is left of the price, never more than that. */
function payOf({ programme, leftFen, isUsedToday }: Holding, restFen: number, priceFen: number): number {
  const { pays } = programme
  if (pays.kind === 'cash') return 0
  if (pays.kind === 'daily' && (isUsedToday || priceFen < pays.minSpendFen)) return 0
  const wanted = pays.kind === 'share' ? Math.floor((restFen * pays.percent) / 100) : pays.fen
  return Math.max(0, Math.min(wanted, restFen, leftFen))
}

/** Why it would pay of this order, but for what it has paid already; undefined where that is not the reason. */
function explainUsedUp({ programme, leftFen, isUsedToday }: Holding, priceFen: number): string | undefined {
  const { name, pays } = programme
  if (pays.kind === 'cash' || (pays.kind === 'daily' && priceFen < pays.minSpendFen)) return undefined
  if (leftFen <= 0) return `当月的${name}已经用完`
  return pays.kind === 'daily' && isUsedToday ? `这一天的${name}已经用过` : undefined
}

/**
 * Who pays what of an order: the programmes by rank, each of what those before it left, so that no yuan is paid twice;
 * the rest is the elder's. All in fen; the parts and the self-paid rest add up to the price.
 */
export function computeSubsidy(spending: Spending, holdings: readonly Holding[]): Subsidy {
  const { priceFen } = spending
  let rest = priceFen
  const parts: SubsidyPart[] = []
  const usedUp: string[] = []
  const byRank = [...holdings].sort(
    (a, b) => a.programme.rank - b.programme.rank || a.programme.code.localeCompare(b.programme.code),
  )
  for (const holding of byRank) {
    const { programme } = holding
    if (rest === 0 || !counts(programme, spending)) continue
    const fen = payOf(holding, rest, priceFen)
    if (fen === 0) {
      const why = explainUsedUp(holding, priceFen)
      if (why !== undefined) usedUp.push(why)
      continue
    }
    rest -= fen
    parts.push({ code: programme.code, name: programme.name, fen })
  }
  return {
    parts,
    subsidyFen: priceFen - rest,
    selfPaidFen: rest,
    text: describeSubsidy(priceFen, rest, parts),
    usedUpText: usedUp.join('，'),
  }
}

function describeSubsidy(priceFen: number, selfPaidFen: number, parts: readonly SubsidyPart[]): string {
  if (parts.length === 0) return `您付 ${sayYuan(selfPaidFen)}。`
  const paid = parts.map(({ name, fen }) => `${name}付 ${sayYuan(fen)}`).join('，')
  return `您付 ${sayYuan(selfPaidFen)}：原价 ${sayYuan(priceFen)}，${paid}。`
}

/** `YYYY-MM` of a day. */
export const monthOf = (day: string): string => day.slice(0, 7)

export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`
}

export const monthAfter = (month: string): string => monthOf(toShanghaiDay(endOfMonth(month)))

/** 「11月」. */
export const nameMonth = (month: string): string => `${Number(month.slice(5))}月`

/** The instant at which a month is over in Shanghai. */
export function endOfMonth(month: string): Date {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return fromShanghaiDay(new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10))
}

/** What was given and used of one programme in a month. */
export interface MonthUse {
  /** `YYYY-MM`. */
  month: string
  grantFen: number
  usedFen: number
}

/** What a month has left for the next one: what was carried into it is used first, for it ends sooner. */
const carryOn = (carriedFen: number, { grantFen, usedFen }: Pick<MonthUse, 'grantFen' | 'usedFen'>): number =>
  Math.max(0, grantFen - Math.max(0, usedFen - carriedFen))

/** What a month must keep of its own, because the ones after it have been promised more than they give. */
const promise = ({ grantFen, usedFen }: MonthUse, neededFen: number): number =>
  Math.max(0, usedFen + neededFen - grantFen)

/**
 * What is left to spend in a month: its own, with what rolled over from the one before (never further), less what
 * orders of later months already count on. So no yuan is spent in two months, in whichever order they were placed.
 * @param uses every month from the first to the last that was given, without gaps, in order.
 */
export function countLeft(
  { monthlyFen, rollsOver }: Pick<Programme, 'monthlyFen' | 'rollsOver'>,
  uses: readonly MonthUse[],
  month: string,
): number {
  if (monthlyFen === undefined) return Infinity
  const { grantFen, usedFen } = uses.find((use) => use.month === month) ?? { grantFen: 0, usedFen: 0 }
  if (!rollsOver) return Math.max(0, grantFen - usedFen)
  const carried = uses.filter((use) => use.month < month).reduce(carryOn, 0)
  const promised = uses.filter((use) => use.month > month).reduceRight((sum, use) => promise(use, sum), 0)
  const own = carryOn(carried, { grantFen, usedFen })
  return Math.max(0, carried - usedFen) + Math.max(0, own - promised)
}
