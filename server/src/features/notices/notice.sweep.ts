import { noticeLimits } from '@linli/shared/notices/notice'
import { noticeStepTargets } from '@linli/shared/notices/notice.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { createSignal } from '../../lib/signal'
import { expireNoticePosts } from '../forum/post.notice'
import { systemActor } from '../users/actor'
import type { AsOf } from './audience.sources'
import { countAudience } from './notice.audience'
import { holdForCheck } from './notice.hold'
import { Notice, type NoticeRecord } from './notice.model'
import { sendBatch } from './notice.send'
import { tellWithdrawal } from './notice.withdraw'
import { describeForWhom } from './notice.words'
import { endVisits } from './reach.end'
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
async function publish(notice: NoticeRecord, asOf: AsOf): Promise<void> {
  const { now } = asOf
  const { people, withAccount, isAtLeast } = await countAudience(notice, asOf, mostCounted)
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

/** @returns whether its time is over; not yet where visits are left to be ended, or somebody else wrote to it meanwhile. */
async function expire(notice: NoticeRecord, now: Date, deps: Deps): Promise<boolean> {
  if (notice.mustReach && (await endVisits(notice, deps))) return false
  await expireNoticePosts({ ...notice, forWhom: await describeForWhom(notice) }, deps)
  const { matchedCount } = await Notice.updateOne(
    { _id: notice._id, state: 'published', version: notice.version },
    {
      $set: { state: noticeStepTargets.published.expire },
      // Whom it had not reached by then needs it no more.
      $unset: { run: 1 },
      $push: { history: systemEntry('expire', now) },
      $inc: { version: 1 },
    },
  )
  return matchedCount > 0
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
    const heldUntil = await holdForCheck(notice, deps)
    if (heldUntil) return { isMoreToDo: false, nextAt: heldUntil }
    await publish(notice, { now, crypto: deps.crypto })
    return goOn
  }
  if (notice.state !== 'published') return done
  if (notice.expiresAt && notice.expiresAt <= now) return (await expire(notice, now, deps)) ? done : goOn
  if (notice.run) {
    await sendBatch(notice, deps)
    return goOn
  }
  const left = notice.mustReach ? await lookAfterReach(notice, deps) : 'nobody'
  if (left === 'more') return goOn
  const isAnyoneLeft = left === 'somebody'
  const look = isAnyoneLeft ? new Date(now.getTime() + lookMilliseconds) : undefined
  const visitAt = notice.visitAt && notice.visitAt > now ? notice.visitAt : undefined
  return { isMoreToDo: false, nextAt: earlier(earlier(look, visitAt), notice.expiresAt) }
}

type Due = Required<Pick<NoticeRecord, '_id' | 'nextAt'>>

/**
 * One step of one notice, held so that no other server works on it; then it is let go with the time of its next step.
 * @returns whether the step was ours to take.
 */
async function takeTurn({ _id, nextAt }: Due, deps: Deps): Promise<boolean> {
  const lease = new Date(deps.clock.now().getTime() + leaseMilliseconds)
  const { matchedCount } = await Notice.updateOne({ _id, nextAt }, { $set: { nextAt: lease } })
  if (matchedCount === 0) return false
  const notice = await Notice.findOne({ _id }).lean<NoticeRecord>()
  if (!notice) return true
  const outcome = await takeStep(notice, deps)
  const next = outcome.isMoreToDo ? deps.clock.now() : outcome.nextAt
  // Whoever has pressed meanwhile has set another time: then that one counts.
  await Notice.updateOne(
    { _id, nextAt: lease },
    next ? { $set: { nextAt: next } } : { $unset: { nextAt: 1 } },
  )
  return true
}

/** A warning comes before everything else; of the others, whoever has waited longest since its last step. */
async function findNext(now: Date): Promise<Due | undefined> {
  const due = { nextAt: { $lte: now } }
  for (const filter of [{ ...due, mustReach: true }, due]) {
    const [first] = await Notice.find(filter, { nextAt: 1 }).sort({ nextAt: 1 }).limit(1).lean<Due[]>()
    if (first) return first
  }
  return undefined
}

/**
 * Everything whose time has come, a step of a few thousand people at a time, so that what is signed while a district is
 * being told waits for one step and not for all of them. Of several servers one does each; what it cannot finish stays due.
 * @returns how many notices it took steps of.
 */
export async function sweepNotices(deps: Deps, signal?: AbortSignal): Promise<number> {
  const worked = new Set<string>()
  while (!signal?.aborted) {
    const next = await findNext(deps.clock.now())
    if (!next) break
    const id = next._id.toString()
    try {
      if (await takeTurn(next, deps)) worked.add(id)
    } catch (error) {
      // Due again when the lease ends; the others go on.
      worked.add(id)
      deps.logger.error({ err: error, notice: id }, 'a step of a notice failed')
    }
  }
  return worked.size
}

export const noticeSweepJob: JobDefinition = {
  name: 'sweepNotices',
  everySeconds: 5,
  wakeOn: noticeDue.listen,
  run: async (deps, signal) => {
    await sweepNotices(deps, signal)
  },
}
