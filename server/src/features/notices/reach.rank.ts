import { abilityGrades } from '@linli/shared/elders/elder'
import { noticeLimits, type RiskReason } from '@linli/shared/notices/notice'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Elder, type ElderRecord } from '../elders/elder.model'
import { filterHealthKept, openElder } from '../elders/elder.record'
import { bornFields, hasReached, type Born } from '../register/age'
import { Person } from '../register/person.model'
import { listCommunities } from './audience.places'
import { Notice, type NoticeRecord } from './notice.model'
import { NoticeReach, type ReachRecord } from './reach.model'

type Ranked = Pick<ReachRecord, '_id' | 'key' | 'personId' | 'userId' | 'birthYear' | 'hasPhone'>

/** What decides about the order besides what the record says. */
interface Risk {
  isAlone: boolean
  /** 0 able … 4 not able at all; 0 where nobody may know. */
  ability: number
}

const noRisk: Risk = { isAlone: false, ability: 0 }

const hasNoContact = ({ userId, hasPhone }: Ranked): boolean => userId === undefined && !hasPhone

const rankedFields = { key: 1, personId: 1, userId: 1, birthYear: 1, hasPhone: 1 } as const

/** Who cannot be told otherwise, then who is alone, then who needs most care, then the oldest; ties by person. */
function compareRisk(a: [Ranked, Risk], b: [Ranked, Risk]): number {
  const [[one, ofOne], [other, ofOther]] = [a, b]
  const unknownYear = 9999
  return (
    Number(hasNoContact(other)) - Number(hasNoContact(one)) ||
    Number(ofOther.isAlone) - Number(ofOne.isAlone) ||
    ofOther.ability - ofOne.ability ||
    (one.birthYear ?? unknownYear) - (other.birthYear ?? unknownYear) ||
    one.key.localeCompare(other.key)
  )
}

/** The grade only of those who agreed that it is kept; it goes into the order and nowhere else. */
async function readRisks(
  of: { community: string } | { _id: Types.ObjectId },
  deps: Deps,
): Promise<Map<string, Risk>> {
  const elders = await Elder.find(of, { livesAlone: 1, care: 1, healthConsent: 1 }).lean<ElderRecord[]>()
  const kept = new Set((await filterHealthKept(elders)).map(({ _id }) => _id.toString()))
  return new Map(
    elders.map((elder) => {
      const id = elder._id.toString()
      const grade = kept.has(id) ? openElder(elder, deps).care?.abilityGrade : undefined
      const ability = grade === undefined ? 0 : abilityGrades.indexOf(grade)
      return [id, { isAlone: elder.livesAlone === true, ability }]
    }),
  )
}

/** Who of them is of great age today, by the birthday. */
async function listAged(rows: readonly Ranked[], deps: Deps): Promise<Set<string>> {
  const today = toShanghaiDay(deps.clock.now())
  const turning = Number(today.slice(0, 4)) - noticeLimits.aged
  const near = rows.filter(({ birthYear }) => birthYear !== undefined && birthYear <= turning)
  const ids = near.flatMap(({ personId }) => personId ?? [])
  const born = await Person.find({ _id: { $in: ids } }, bornFields).lean<Born[]>()
  const aged = born.filter((person) => hasReached(person, noticeLimits.aged, today, deps) === true)
  return new Set(aged.map(({ _id }) => _id.toString()))
}

function listReasons(row: Ranked, { isAlone }: Risk, isAged: boolean): RiskReason[] {
  return [
    ...(hasNoContact(row) ? (['noContact'] as const) : []),
    ...(isAlone ? (['alone'] as const) : []),
    ...(isAged ? (['aged'] as const) : []),
  ]
}

function place(row: Ranked, risk: Risk, rank: number, isAged: boolean) {
  const reasons = listReasons(row, risk, isAged)
  const needsPerson = reasons.includes('alone') || reasons.includes('aged') || risk.ability > 0
  return { rank, reasons, needsPerson }
}

const writtenAtOnce = 500

/** A district has five hundred of some thousand people each: a step of so many is over long before its lease. */
const communitiesAtOnce = 10

/**
 * Puts those whom it must reach into the order of the visits, the next few communities of them, so that what is signed
 * meanwhile waits for one step. A step that a crash cut off is done again, and comes to the same order.
 * @returns whether there are more.
 */
export async function rankNext(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const { _id, ranked } = notice
  const left = (await listCommunities(notice)).filter((code) => code > (ranked?.community ?? ''))
  const next = left.slice(0, communitiesAtOnce)
  const people = await rankCommunities(notice, next, ranked?.people ?? 0, deps)
  const last = next.at(-1)
  const isMore = left.length > next.length && last !== undefined
  const $set = isMore ? { ranked: { community: last, people } } : { isRanked: true }
  await Notice.updateOne({ _id }, isMore ? { $set } : { $set, $unset: { ranked: 1 } })
  return isMore
}

/** @returns how many people have their place by then. */
async function rankCommunities(
  notice: NoticeRecord,
  communities: readonly string[],
  before: number,
  deps: Deps,
): Promise<number> {
  let placed = before
  for (const community of communities) {
    const risks = await readRisks({ community }, deps)
    const riskOf = (personId: Types.ObjectId | undefined): Risk => risks.get(String(personId)) ?? noRisk
    const rows = await NoticeReach.find({ noticeId: notice._id, community }, rankedFields).lean<Ranked[]>()
    const aged = await listAged(rows, deps)
    const ordered = rows.map((row): [Ranked, Risk] => [row, riskOf(row.personId)]).sort(compareRisk)
    const writes = ordered.map(([row, risk], i) => ({
      updateOne: {
        filter: { _id: row._id },
        update: { $set: place(row, risk, placed + i + 1, aged.has(String(row.personId))) },
      },
    }))
    for (let i = 0; i < writes.length; i += writtenAtOnce)
      await NoticeReach.bulkWrite(writes.slice(i, i + writtenAtOnce))
    placed += ordered.length
  }
  return placed
}

type Ordered = Ranked & Pick<ReachRecord, 'rank'>

/**
 * Where somebody stands who has come to another community: before the first of those there whose need is less, so that
 * who is visited first is the same as if she had lived there. Between two of them it is a fraction.
 * @returns undefined where the order there is still to be made, or is hers alone.
 */
export async function findRankAt(
  { _id, isRanked, ranked }: Pick<NoticeRecord, '_id' | 'isRanked' | 'ranked'>,
  line: Ranked,
  community: string,
  deps: Deps,
): Promise<number | undefined> {
  if (isRanked !== true && community > (ranked?.community ?? '')) return undefined
  const rows = await NoticeReach.find({ noticeId: _id, community }, { ...rankedFields, rank: 1 })
    .sort({ rank: 1 })
    .lean<Ordered[]>()
  const others = rows.filter((row) => !row._id.equals(line._id))
  const last = others.at(-1)
  if (!last) return undefined
  const risks = await readRisks({ community }, deps)
  const own = line.personId ? await readRisks({ _id: line.personId }, deps) : new Map<string, Risk>()
  const riskOf = (row: Ranked): Risk => risks.get(String(row.personId)) ?? noRisk
  const hers = own.get(String(line.personId)) ?? noRisk
  const next = others.findIndex((row) => compareRisk([line, hers], [row, riskOf(row)]) < 0)
  const after = next === -1 ? last.rank + 1 : (others[next]?.rank ?? last.rank)
  const before = next === 0 ? after - 1 : next === -1 ? last.rank : (others[next - 1]?.rank ?? 0)
  return (before + after) / 2
}

/** What the record of somebody who has come since it went out says of her, and where she stands in the order. */
export async function rankNewcomer(
  notice: Pick<NoticeRecord, '_id' | 'isRanked' | 'ranked'>,
  line: Ranked & Pick<ReachRecord, 'community'>,
  deps: Deps,
): Promise<Partial<Pick<ReachRecord, 'rank' | 'reasons' | 'needsPerson'>>> {
  const rank = await findRankAt(notice, line, line.community ?? '', deps)
  const risks = line.personId ? await readRisks({ _id: line.personId }, deps) : new Map<string, Risk>()
  const isAged = (await listAged([line], deps)).size > 0
  const { reasons, needsPerson } = place(line, risks.get(String(line.personId)) ?? noRisk, 0, isAged)
  return { reasons, needsPerson, ...(rank === undefined ? {} : { rank }) }
}
