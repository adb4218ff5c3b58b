import { formatMoment } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { firstIdOf } from '../../lib/timedIds'
import { readForumSettings } from '../moderation/forumSettings.service'
import type { Actor } from '../users/actor'
import { ForumComment } from './comment.model'

const [hour, day] = [60 * 60_000, 24 * 60 * 60_000]

/**
 * One who says very much below posts is asked to pause: beside the flood rule, which only has a person look first. For
 * words below posts alone; needs, calls for help, votes and appeals know no such number.
 * @throws AppError `forum.too_many_comments` that says from when on she may go on.
 */
export async function assertMayGoOn(
  actor: Actor,
  community: string,
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  const { perHour, perDay } = (await readForumSettings(community)).comments
  const now = clock.now()
  const rows = await ForumComment.find(
    { authorId: actor.userId, _id: { $gte: firstIdOf(now.getTime() - day) } },
    { _id: 1 },
  )
    .sort({ _id: -1 })
    .limit(perDay)
    .lean<{ _id: Types.ObjectId }[]>()
  const said = rows.map(({ _id }) => _id.getTimestamp().getTime())
  // As soon as the oldest of as many as may be said within the time is older than that.
  const ends = [
    { span: hour, first: said[perHour - 1] },
    { span: day, first: said[perDay - 1] },
  ].flatMap(({ span, first }) => (first === undefined || first + span <= now.getTime() ? [] : [first + span]))
  if (ends.length === 0) return
  const again = new Date(Math.ceil((Math.max(...ends) + 1000) / 60_000) * 60_000)
  const message = `${formatMoment(again, now)}以后可以接着说。`
  throw new AppError('forum.too_many_comments', {
    again: again.toISOString(),
    issues: [{ path: [], code: 'later', message }],
  })
}
