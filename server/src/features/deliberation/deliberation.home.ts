import { motionPhases, type MotionPhase } from '@linli/shared/deliberation/motion'
import type { DeliberationHome } from '@linli/shared/deliberation/deliberation.contract'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { listMonths, median } from '../../lib/halfYear'
import { makeTimedId } from '../../lib/timedIds'
import { readForumHome } from '../forum/forum.home'
import { findForumAccess } from '../forum/forum.policy'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { findCouncillor } from './councillor.service'
import { readDeliberationSettings } from './deliberationSettings.service'
import { readHeard } from './motion.counts'
import { assertDeliberationAccess } from './motion.feed'
import { Motion, type MotionRecord } from './motion.model'
import { isDesk, isNeighbour, isSecretary } from './motion.policy'

/** Counting costs what it counts; more than that is shown as so many. */
const countCeiling = 200

async function countPhase(community: string, phase: MotionPhase): Promise<number> {
  const rows = await Motion.find({ community, phase, state: 'visible' }, { _id: 1 })
    .limit(countCeiling)
    .lean()
  return rows.length
}

/** What somebody finds in the 议事厅 of a community and may do there. */
export async function readDeliberationHome(
  actor: Actor,
  community: string,
  deps: Deps,
): Promise<DeliberationHome> {
  assertDeliberationAccess(actor, community)
  const hasForum = findForumAccess(actor, community) === 'full'
  const forum = hasForum ? await readForumHome(actor, community, deps) : undefined
  const desk = isSecretary(actor, community) ? 'secretary' : isDesk(actor, community) ? 'worker' : 'none'
  const counts = []
  for (const phase of motionPhases) counts.push({ phase, motions: await countPhase(community, phase) })
  return {
    community: { code: community, name: (await readAreaNames([community])).get(community) ?? '本社区' },
    settings: await readDeliberationSettings(community),
    counts,
    canRaise: isNeighbour(actor, community) && forum?.mute === undefined,
    isCouncillor: (await findCouncillor(actor, community)) !== null,
    desk,
    ...dropUndefined({ householdsHeard: await readHeard(community, community, deps), forum }),
  }
}

type Counted = Pick<
  MotionRecord,
  'createdAt' | 'counts' | 'firstAnswer' | 'stage' | 'submittedAt' | 'answerBy'
>

const mostCounted = 2000

function countMonth(rows: readonly Counted[], from: Date, to: Date) {
  const raised = rows.filter(({ createdAt }) => createdAt >= from && createdAt < to)
  const answers = rows.flatMap(({ firstAnswer }) =>
    firstAnswer && firstAnswer.at >= from && firstAnswer.at < to ? [firstAnswer] : [],
  )
  return {
    from: from.toISOString(),
    raised: raised.length,
    coSignatures: raised.reduce((sum, { counts }) => sum + counts.coSigners, 0),
    answered: answers.length,
    onTime: answers.filter(({ isOnTime }) => isOnTime).length,
    ...dropUndefined({ medianHours: median(answers.map(({ hours }) => hours)) }),
  }
}

/** How many take part, how long an answer takes, and what came of it, over half a year; each part with its whole. */
export async function readDeliberationFigures(actor: Actor, community: string, deps: Deps) {
  assertDeliberationAccess(actor, community)
  const now = deps.clock.now()
  const months = listMonths(now)
  const [first = now] = months
  const rows = await Motion.find(
    { community, state: 'visible', _id: { $gte: makeTimedId(first) } },
    { createdAt: 1, counts: 1, firstAnswer: 1, stage: 1, submittedAt: 1, answerBy: 1 },
  )
    .sort({ _id: -1 })
    .limit(mostCounted)
    .lean<Counted[]>()
  const answers = rows.flatMap(({ firstAnswer }) => (firstAnswer ? [firstAnswer] : []))
  const countOf = (...stages: MotionRecord['stage'][]): number =>
    rows.filter(({ stage }) => stages.includes(stage)).length
  const medianHours = median(answers.map(({ hours }) => hours))
  return {
    answered: answers.length,
    onTime: answers.filter(({ isOnTime }) => isOnTime).length,
    openLate: rows.filter(
      ({ submittedAt, firstAnswer, answerBy }) => submittedAt && !firstAnswer && answerBy && answerBy < now,
    ).length,
    decided: {
      passed: countOf('passed', 'underway', 'done'),
      notPassed: countOf('notPassed'),
      answered: countOf('answered'),
      stopped: countOf('stopped'),
    },
    months: months.map((from, i) => countMonth(rows, from, months[i + 1] ?? new Date(now.getTime() + 1))),
    ...dropUndefined({ householdsHeard: await readHeard(community, community, deps), medianHours }),
  }
}
