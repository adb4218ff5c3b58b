import type { OutputOf } from '@linli/shared/contract'
import { moderationRules } from '@linli/shared/moderation/moderation'
import type { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import type { Deps } from '../../deps'
import { ContentCheck, type StoredContentCheck } from '../contentCheck/contentCheck.model'
import { assertReviewArea } from '../contentCheck/contentReview.service'
import type { Actor } from '../users/actor'

type Figures = OutputOf<typeof moderationContracts.getModerationFigures.response>
type Row = Pick<
  StoredContentCheck,
  'firstDecidedAt' | 'firstState' | 'firstMinutes' | 'appeal' | 'caseState' | 'isOverturned'
>

const dayMilliseconds = 24 * 60 * 60 * 1000
const weekMilliseconds = 7 * dayMilliseconds
/** A desk that decides more in a month is not a community's. */
const mostRead = 20_000

/** The value below which a share of all lies; undefined of nothing. */
function findQuantile(sorted: readonly number[], share: number): number | undefined {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return value === undefined ? undefined : Math.round(value * 10) / 10
}

const countIf = (rows: readonly Row[], isCounted: (row: Row) => boolean): number =>
  rows.filter(isCounted).length
const isAppealed = ({ appeal }: Row): boolean => appeal != null
const isHidden = ({ firstState }: Row): boolean => firstState === 'hidden'
const isOverturned = (row: Row): boolean => row.isOverturned === true

function toWeeks(rows: readonly Row[], now: Date): Figures['weeks'] {
  return [3, 2, 1, 0].map((back) => {
    const until = now.getTime() - back * weekMilliseconds
    const inWeek = rows.filter(({ firstDecidedAt }) => {
      const at = firstDecidedAt?.getTime() ?? 0
      return at > until - weekMilliseconds && at <= until
    })
    return {
      from: new Date(until - weekMilliseconds).toISOString(),
      decided: inWeek.length,
      hidden: countIf(inWeek, isHidden),
      appealed: countIf(inWeek, isAppealed),
      overturned: countIf(inWeek, isOverturned),
    }
  })
}

/** How a desk moderates: how long it took, and how much the level above changed; each with what it is a part of. */
export async function readModerationFigures(
  actor: Actor,
  areaCode: string,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Figures> {
  const area = assertReviewArea(actor, areaCode)
  const now = clock.now()
  const from = new Date(now.getTime() - moderationRules.figureDays * dayMilliseconds)
  const rows = await ContentCheck.find(
    { firstArea: area, firstDecidedAt: { $gte: from } },
    { firstDecidedAt: 1, firstState: 1, firstMinutes: 1, appeal: 1, caseState: 1, isOverturned: 1 },
  )
    .limit(mostRead)
    .lean<Row[]>()
  const minutes = rows.flatMap(({ firstMinutes }) => (firstMinutes == null ? [] : [firstMinutes]))
  minutes.sort((a, b) => a - b)
  return {
    from: from.toISOString(),
    waiting: await ContentCheck.countDocuments({ reviewArea: area, rank: { $gt: '' } }),
    decided: rows.length,
    hidden: countIf(rows, isHidden),
    medianMinutes: findQuantile(minutes, 0.5),
    slowMinutes: findQuantile(minutes, 0.9),
    appealed: countIf(rows, isAppealed),
    appealsDecided: countIf(rows, ({ caseState, appeal }) => appeal != null && caseState === 'final'),
    overturned: countIf(rows, isOverturned),
    weeks: toWeeks(rows, now),
  }
}
