import { noticeLimits } from '@linli/shared/notices/notice'
import { noticeStepTargets } from '@linli/shared/notices/notice.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { createSignal } from '../../lib/signal'
import { expireNoticePosts } from '../forum/post.notice'
import { systemActor } from '../users/actor'
import { countAudience } from './notice.audience'
import { Notice, type NoticeRecord } from './notice.model'
import { sendBatch } from './notice.send'
import { tellWithdrawal } from './notice.withdraw'
import { lookAfterReach } from './reach.look'

/** Something was signed or withdrawn, in this process. */
export const noticeDue = createSignal()

/** A server that has a notice for longer without a sign of life is taken for dead. */
const leaseMilliseconds = 60_000
const lookMilliseconds = 60_000
const dayMilliseconds = 24 * 60 * 60 * 1000

const systemEntry = (action: 'publish' | 'expire', now: Date) => ({
  id: new Types.ObjectId().toString(),
  at: now,
  action,
  byName: systemActor.displayName,
})

/** Nobody waits for a district to be counted; its people are counted while they are told. */
const mostCounted = 50_000

/** Its time has come: from now on it is sent, batch by batch. */
async function publish(notice: NoticeRecord, now: Date): Promise<void> {
  const { people, withAccount, isAtLeast } = await countAudience(notice, now, mostCounted)
  const { visitAfterMinutes, mustReach, expiresAt } = notice
  const isEndless = mustReach && expiresAt === undefined
  await Notice.updateOne(
    { _id: notice._id, state: 'scheduled', version: notice.version },
    {
      $set: {
        state: noticeStepTargets.scheduled.publish,
        publishedAt: now,
        ...(isAtLeast ? {} : { counted: { people, withAccount } }),
        run: { what: 'publish', cursor: '', done: 0, total: isAtLeast ? 0 : people },
        ...(visitAfterMinutes === undefined
          ? {}
          : { visitAt: new Date(now.getTime() + visitAfterMinutes * 60_000) }),
        ...(isEndless
          ? { expiresAt: new Date(now.getTime() + noticeLimits.mustReachDays * dayMilliseconds) }
          : {}),
      },
      $push: { history: systemEntry('publish', now) },
      $inc: { version: 1 },
    },
  )
}

async function expire(notice: NoticeRecord, now: Date): Promise<void> {
  await expireNoticePosts(notice)
  await Notice.updateOne(
    { _id: notice._id, state: 'published', version: notice.version },
    {
      $set: { state: noticeStepTargets.published.expire },
      $push: { history: systemEntry('expire', now) },
      $inc: { version: 1 },
    },
  )
}

/** When the clock has to look again, after everything that could be done was done. */
interface Outcome {
  isMoreToDo: boolean
  nextAt?: Date | undefined
}

const done: Outcome = { isMoreToDo: false }
const goOn: Outcome = { isMoreToDo: true }

const earlier = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a === undefined ? b : b === undefined || a < b ? a : b

/** The one step that follows from the record alone: a restart goes on where it stood. */
async function takeStep(notice: NoticeRecord, deps: Deps): Promise<Outcome> {
  const now = deps.clock.now()
  if (notice.run?.what === 'withdraw') return (await tellWithdrawal(notice, deps)) ? goOn : done
  if (notice.state === 'scheduled') {
    if (notice.publishAt && notice.publishAt > now) return { isMoreToDo: false, nextAt: notice.publishAt }
    await publish(notice, now)
    return goOn
  }
  if (notice.state !== 'published') return done
  if (notice.expiresAt && notice.expiresAt <= now) {
    await expire(notice, now)
    return done
  }
  if (notice.run) {
    await sendBatch(notice, deps)
    return goOn
  }
  const isAnyoneLeft = notice.mustReach && (await lookAfterReach(notice, deps))
  const look = isAnyoneLeft ? new Date(now.getTime() + lookMilliseconds) : undefined
  return { isMoreToDo: false, nextAt: earlier(look, notice.expiresAt) }
}

type Due = Pick<NoticeRecord, '_id' | 'nextAt'>

/** Holds one notice so that no other server works on it, and lets it go with the time of the next look. */
async function work(found: Due, deps: Deps, signal: AbortSignal | undefined): Promise<boolean> {
  const { _id } = found
  const leaseFrom = (): Date => new Date(deps.clock.now().getTime() + leaseMilliseconds)
  let lease = leaseFrom()
  const hold = async (before: Date): Promise<boolean> => {
    lease = leaseFrom()
    const { matchedCount } = await Notice.updateOne({ _id, nextAt: before }, { $set: { nextAt: lease } })
    return matchedCount === 1
  }
  if (!found.nextAt || !(await hold(found.nextAt))) return false
  for (;;) {
    const notice = await Notice.findOne({ _id }).lean<NoticeRecord>()
    if (!notice) return true
    const outcome = await takeStep(notice, deps)
    if (outcome.isMoreToDo && !signal?.aborted) {
      // Whoever has pressed meanwhile has set another time: then the next look begins anew.
      if (!(await hold(lease))) return true
      continue
    }
    const nextAt = outcome.isMoreToDo ? deps.clock.now() : outcome.nextAt
    await Notice.updateOne({ _id, nextAt: lease }, nextAt ? { $set: { nextAt } } : { $unset: { nextAt: 1 } })
    return true
  }
}

const batchSize = 50

/** Everything whose time has come. Of several servers one does each; what it cannot finish stays due. */
export async function sweepNotices(deps: Deps, signal?: AbortSignal): Promise<number> {
  const due = await Notice.find({ nextAt: { $lte: deps.clock.now() } }, { nextAt: 1 })
    .sort({ nextAt: 1 })
    .limit(batchSize)
    .lean<Due[]>()
  let worked = 0
  for (const notice of due) {
    if (signal?.aborted) return worked
    try {
      if (await work(notice, deps, signal)) worked += 1
    } catch (error) {
      deps.logger.error({ err: error, notice: notice._id.toString() }, 'a step of a notice failed')
    }
  }
  return worked
}

export const noticeSweepJob: JobDefinition = {
  name: 'sweepNotices',
  everySeconds: 5,
  wakeOn: noticeDue.listen,
  run: async (deps, signal) => {
    await sweepNotices(deps, signal)
  },
}
