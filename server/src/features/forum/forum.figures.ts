import { askedKinds, type ForumFigures } from '@linli/shared/forum/forum.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { listMonths, median } from '../../lib/halfYear'
import { inParts } from '../../lib/inParts'
import { firstIdOf } from '../../lib/timedIds'
import type { Actor } from '../users/actor'
import { assertForumAccess } from './forum.members'
import { ForumPost, type ForumPostRecord } from './post.model'
import { isSubject } from './post.policy'
import { readCounts } from './thread.counts'

type Kind = (typeof askedKinds)[number]
type Counted = Pick<
  ForumPostRecord,
  | '_id'
  | 'createdAt'
  | 'board'
  | 'as'
  | 'authorId'
  | 'subject'
  | 'need'
  | 'isQuestion'
  | 'hasOfficialAnswer'
  | 'officialAnswerAt'
>

/** Half a year of a lively community; of more only the newest months are counted, each of them whole. */
const mostCounted = 3000
const hour = 3_600_000

const kindOf = ({ board, subject, need, isQuestion }: Counted): Kind | undefined => {
  if (subject) return 'complaint'
  if (board === 'neighbours') return isQuestion || need ? board : undefined
  return board === 'deliberation' || board === 'mutualHelp' ? board : undefined
}

const findWait = ({ createdAt, hasOfficialAnswer, officialAnswerAt }: Counted): number | undefined =>
  hasOfficialAnswer && officialAnswerAt
    ? Math.max(0, officialAnswerAt.getTime() - createdAt.getTime()) / hour
    : undefined

function countAnswers(asked: readonly Counted[]) {
  const waits = asked.map(findWait).filter((wait) => wait !== undefined)
  return {
    asked: asked.length,
    answered: asked.filter(({ hasOfficialAnswer }) => hasOfficialAnswer).length,
    ...dropUndefined({ medianHours: median(waits) }),
  }
}

const readAtOnce = 500

async function readComments(posts: readonly Counted[]): Promise<Map<string, number>> {
  const comments = new Map<string, number>()
  for (const part of inParts(
    posts.map(({ _id }) => _id),
    readAtOnce,
  ))
    for (const [id, counts] of await readCounts(part)) comments.set(id, counts.comments)
  return comments
}

function countMonth(from: Date, rows: readonly Counted[], comments: ReadonlyMap<string, number>) {
  const sum = rows.reduce(
    (all, { _id }: { _id: Types.ObjectId }) => all + (comments.get(_id.toString()) ?? 0),
    0,
  )
  return {
    from: from.toISOString(),
    posts: rows.length,
    people: new Set(rows.map(({ authorId }) => authorId.toString())).size,
    comments: sum,
    ...countAnswers(rows.filter((row) => kindOf(row) !== undefined)),
  }
}

/** How many neighbours speak, and how long what they ask waits for an answer of the community, over half a year. */
export async function readForumFigures(actor: Actor, community: string, deps: Deps): Promise<ForumFigures> {
  assertThat(assertForumAccess(actor, community) === 'full', 'forum.not_a_member')
  const now = deps.clock.now()
  const all = listMonths(now)
  const [first = now] = all
  const fields = { createdAt: 1, board: 1, as: 1, authorId: 1, subject: 1, need: 1, isQuestion: 1 }
  const found = await ForumPost.find(
    { community, state: 'visible', _id: { $gte: firstIdOf(first.getTime()) } },
    { ...fields, hasOfficialAnswer: 1, officialAnswerAt: 1 },
  )
    .sort({ _id: -1 })
    .limit(mostCounted)
    .lean<Counted[]>()
  const oldest = found.length === mostCounted ? found.at(-1)?.createdAt : undefined
  const months = all.filter((from) => oldest === undefined || from > oldest)
  const begin = months[0] ?? now
  // Whom a post is about does not learn from a number that it is there.
  const readable = found.filter((post) => !isSubject(actor, post))
  const rows = readable.filter(({ as, createdAt }) => as === 'resident' && createdAt >= begin)
  const comments = await readComments(rows)
  return {
    kinds: askedKinds.map((kind) => {
      const asked = rows.filter((row) => kindOf(row) === kind)
      return { kind, ...countAnswers(asked), needs: asked.filter(({ need }) => need).length }
    }),
    months: months.map((from, i) => {
      const to = months[i + 1]
      const inMonth = rows.filter(({ createdAt }) => createdAt >= from && (!to || createdAt < to))
      return countMonth(from, inMonth, comments)
    }),
  }
}
