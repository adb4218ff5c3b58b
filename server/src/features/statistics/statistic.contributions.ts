import { areaLevelOf, areaLevels, type UnitKind } from '@linli/shared/areas/areas'
import { isClockRunning, type NeedSource, type NeedState } from '@linli/shared/needs/need.state'
import { postKindOf } from '@linli/shared/users/posts'
import { toShanghaiDay } from '@linli/shared/time'
import type { HistoryEntry, NeedRecord } from '../needs/need.model'
import { present, type Contribution, type Metric } from './statistic.model'

/** The part of a need that is counted: no words, no people. */
export type CountedNeed = Pick<
  NeedRecord,
  | 'source'
  | 'state'
  | 'open'
  | 'district'
  | 'street'
  | 'community'
  | 'subject'
  | 'post'
  | 'postArea'
  | 'releasedAt'
  | 'resolveBy'
  | 'resolvedAt'
  | 'isOnTime'
  | 'closedAt'
  | 'outcome'
  | 'rating'
  | 'history'
>

const foundSources: readonly NeedSource[] = ['patrol', 'visit', 'sensor']

/**
 * The community, street and district a need counts in. One about a unit or a person counts in none at or below the
 * level of its subject, who must not find it in a number either.
 */
export function listCountedAreas(
  need: Pick<NeedRecord, 'district' | 'street' | 'community' | 'subject'>,
): string[] {
  const areas = [need.district, need.street, need.community]
  const level = need.subject && areaLevelOf(need.subject.areaCode)
  const end = level === undefined ? areas.length : areaLevels.indexOf(level)
  return areas.slice(0, end).filter((code) => code !== undefined)
}

const tierMetrics = {
  building: 'tierBuilding',
  grid: 'tierGrid',
  district: 'tierDistrict',
  street: 'tierStreet',
} as const

/** The tier that had it when it was solved. */
function findTier({ post, postArea }: CountedNeed, unitKind: UnitKind | undefined): Metric {
  const kind = postKindOf(post)
  if (kind === 'building' || kind === 'grid') return tierMetrics[kind]
  if (unitKind === 'property' || unitKind === 'ownersCommittee') return 'tierEstate'
  const level = areaLevelOf(postArea)
  return level === 'street' || level === 'district' ? tierMetrics[level] : 'tierCommunity'
}

const endings: Partial<Record<NeedState, Metric>> = {
  closed: 'closed',
  withdrawn: 'withdrawn',
  merged: 'merged',
  declined: 'declined',
}
const repeated: Partial<Record<HistoryEntry['action'], Metric>> = {
  reopen: 'reopened',
  dispute: 'disputes',
  return: 'returns',
  escalate: 'escalations',
}

/** The clock runs and the need should have been done. Paused ones are not overdue. */
const isCountedOverdue = ({ state, resolveBy }: CountedNeed, now: Date): boolean =>
  isClockRunning(state) && resolveBy !== undefined && resolveBy < now

/** When a need turns overdue although nobody touches it. */
export function findRecount({ state, resolveBy }: CountedNeed, now: Date): Date | undefined {
  const isWaiting = isClockRunning(state) && resolveBy !== undefined && resolveBy >= now
  return isWaiting ? new Date(resolveBy.getTime() + 1) : undefined
}

/**
 * Everything a need counts as now; pure, so that counting it again changes nothing. A need that was never released
 * (withdrawn within the undo) counts nowhere.
 */
export function listContributions(
  need: CountedNeed,
  unitKind: UnitKind | undefined,
  now: Date,
): Contribution[] {
  if (!need.releasedAt) return []
  return foundSources.includes(need.source)
    ? listFound(need, need.releasedAt, unitKind)
    : listRaised(need, need.releasedAt, unitKind, now)
}

const at = (instant: Date, metric: Metric, n = 1): Contribution => ({
  day: toShanghaiDay(instant),
  metric,
  n,
})
const isNow = (metric: Metric): Contribution => ({ day: present, metric, n: 1 })

function listSolved(need: CountedNeed, unitKind: UnitKind | undefined): Contribution[] {
  const isSolved = need.state === 'closed' && (need.outcome === 'solved' || need.outcome === 'partly')
  return isSolved && need.closedAt ? [at(need.closedAt, findTier(need, unitKind))] : []
}

function listFound(need: CountedNeed, foundAt: Date, unitKind: UnitKind | undefined): Contribution[] {
  const found = at(foundAt, 'found')
  if (need.open) return [found, isNow('foundOpen')]
  return [found, ...(need.closedAt ? [at(need.closedAt, 'foundClosed')] : []), ...listSolved(need, unitKind)]
}

function listRaised(
  need: CountedNeed,
  createdAt: Date,
  unitKind: UnitKind | undefined,
  now: Date,
): Contribution[] {
  const accepted = need.history.find(({ action }) => action === 'accept' || action === 'claim')
  const events = need.history.flatMap(({ action, at: when, details }) => {
    const metric = repeated[action]
    // A turn that was passed on went astray by nobody's fault.
    return metric && details?.isPassedOn !== true ? [at(when, metric)] : []
  })
  return [
    at(createdAt, 'created'),
    ...(accepted ? [at(accepted.at, 'accepted')] : []),
    ...events,
    ...listResolved(need),
    ...listEnding(need),
    ...listSolved(need, unitKind),
    ...listRating(need),
    ...(need.open ? [isNow('open')] : []),
    ...(isCountedOverdue(need, now) ? [isNow('overdue')] : []),
  ]
}

/** Only the last time counts: a dispute takes it back. */
function listResolved({ resolvedAt, isOnTime }: CountedNeed): Contribution[] {
  if (!resolvedAt) return []
  return [at(resolvedAt, 'resolved'), ...(isOnTime ? [at(resolvedAt, 'resolvedOnTime')] : [])]
}

function listEnding({ state, closedAt, isOnTime, outcome }: CountedNeed): Contribution[] {
  const ending = endings[state]
  if (!ending || !closedAt) return []
  if (state !== 'closed') return [at(closedAt, ending)]
  return [
    at(closedAt, 'closed'),
    ...(isOnTime ? [at(closedAt, 'closedOnTime')] : []),
    ...(outcome ? [at(closedAt, outcome)] : []),
  ]
}

function listRating({ rating }: CountedNeed): Contribution[] {
  if (!rating) return []
  const { grade, at: when } = rating
  return [at(when, 'ratings'), at(when, 'ratingSum', grade), at(when, `grade${grade}`)]
}
