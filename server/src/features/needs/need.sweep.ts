import type { Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { giveWay } from '../../lib/giveWay'
import { inParts } from '../../lib/inParts'
import { describePost } from '../areas/post.service'
import { computeDeadlines, resumeClock } from '../routing/deadline'
import { applyChange, makeHistoryEntry, type HistoryAuthor, type NeedChange } from './need.change'
import {
  findDeadline,
  findDueStep,
  findNextDesk,
  findReviewDate,
  findReviewDeadline,
  type ClockStep,
} from './need.clock'
import { Need, type NeedRecord } from './need.model'
import { isBarred } from './need.secrecy'
import { giveInTurn, leaseTurn } from './need.turn'
import { systemActor } from '../users/actor'

const systemAuthor: HistoryAuthor = {
  userId: new Types.ObjectId(systemActor.userId),
  kind: 'system',
  name: systemActor.displayName,
}

/** The desk that hears of it next; of a complaint none at which its subject sits. */
async function findNextIndependentDesk(
  need: Pick<NeedRecord, 'triage' | 'escalatedTo' | 'subject'>,
): Promise<Post | undefined> {
  let desk = findNextDesk(need)
  while (desk && (await isBarred(desk, need))) desk = findNextDesk({ triage: need.triage, escalatedTo: desk })
  return desk
}

/** To the next level, and under supervision where there is none above it. */
async function passUp(need: NeedRecord, now: Date): Promise<NeedChange & { set: Partial<NeedRecord> }> {
  const desk = await findNextIndependentDesk(need)
  const description = desk && (await describePost(desk))
  if (!desk || !description) {
    const top = need.escalatedTo ?? need.triage
    return {
      to: need.state,
      set: { escalatedAt: now, supervisedBy: top },
      details: { deskName: '督办清单', desk: top },
    }
  }
  const isTop = (await findNextIndependentDesk({ ...need, escalatedTo: desk })) === undefined
  return {
    to: need.state,
    set: {
      escalatedAt: now,
      escalatedTo: desk,
      readers: [...need.readers, desk],
      ...(isTop ? { supervisedBy: desk } : {}),
    },
    details: { desk, deskName: description.name },
  }
}

/** What is late goes up and is counted; what only stands still goes up, and is in nobody's figures. */
async function planEscalation(need: NeedRecord, now: Date): Promise<NeedChange> {
  const passed = await passUp(need, now)
  return { ...passed, set: { ...passed.set, isOverdue: true }, inc: ['escalations'] }
}

/** The desk is asked to look again; where it does not, the next level is, until a level has it under supervision. */
async function planReview(need: NeedRecord, now: Date): Promise<NeedChange> {
  const last = need.history.findLast(({ action }) => ['hold', 'review', 'reviewDue'].includes(action))
  if (last?.action !== 'reviewDue')
    return { to: need.state, set: { reviewAt: findReviewDeadline(now) }, isInternal: true }
  const passed = await passUp(need, now)
  const isTop = passed.set.supervisedBy !== undefined
  const reviewAt = isTop ? findReviewDate(now) : findReviewDeadline(now)
  return { ...passed, set: { ...passed.set, reviewAt }, isInternal: true }
}

/** What the clock does at a step. */
const stepPlans: Record<
  ClockStep,
  (need: NeedRecord, now: Date, deps: Deps) => NeedChange | Promise<NeedChange>
> = {
  release: async (need, now, deps) => {
    const { acceptBy, resolveBy } = computeDeadlines(need.clock, now)
    const next = need.turn && (await giveInTurn(need, deps))
    return {
      to: 'assigned',
      set: { releasedAt: now, heldSince: now, acceptBy, resolveBy, ...next?.set },
      unset: ['releaseAt'],
      ...(next ? { details: { postName: next.name }, afterwards: next.end } : {}),
    }
  },
  warn: (need) => {
    const deadline = findDeadline(need)
    return {
      to: need.state,
      set: { warnedFor: deadline?.which ?? 'resolve' },
      details: { postName: need.postName },
      isInternal: true,
    }
  },
  escalate: planEscalation,
  closeInSilence: (_, now) => ({ to: 'closed', set: { outcome: 'notConfirmed', closedAt: now } }),
  answerOverdue: (need, now) => {
    const { acceptBy, resolveBy, pausedAt } = need
    const moved =
      acceptBy && resolveBy && pausedAt
        ? resumeClock({ acceptBy, resolveBy, warnAt: resolveBy }, pausedAt, now, need.clock)
        : undefined
    return {
      to: 'accepted',
      set: { isCallDue: true, ...(moved ? { acceptBy: moved.acceptBy, resolveBy: moved.resolveBy } : {}) },
      unset: ['pausedAt'],
      details: { postName: need.postName },
    }
  },
  reviewDue: planReview,
  callbackOverdue: async (need, now) => ({ ...(await passUp(need, now)), isInternal: true }),
}

/** Takes one step of the clock for one need, if it is due; of several servers that try, one does. */
async function takeDueStep(need: NeedRecord, now: Date, deps: Deps): Promise<boolean> {
  const due = findDueStep(need)
  if (!due || due.at > now) return false
  return (await takeStep(need, due.step, now, deps)) !== undefined
}

async function takeStep(
  found: NeedRecord,
  step: ClockStep,
  now: Date,
  deps: Deps,
): Promise<NeedRecord | undefined> {
  const need = step === 'release' && found.turn ? await leaseTurn(found, now) : found
  if (!need) return undefined
  const change = await stepPlans[step](need, now, deps)
  const entry = makeHistoryEntry(need, step, change, systemAuthor, { now })
  const changed = await applyChange(need, change, entry, deps)
  await change.afterwards?.(changed !== undefined)
  return changed
}

/** Out of the undo bar before its time, because the person closed it. */
export async function releaseNow(need: NeedRecord, deps: Deps): Promise<NeedRecord> {
  if (need.state !== 'submitted') return need
  const released = await takeStep(need, 'release', deps.clock.now(), deps)
  return released ?? (await Need.findOne({ _id: need._id }).lean<NeedRecord>()) ?? need
}

const batchSize = 400
const maxBatches = 50
const stepsAtATime = 25

/**
 * The one recurring sweep: everything whose `checkAt` has come takes its step. Late by a crash or a pause, it takes
 * them then; nothing is skipped and nothing happens twice.
 * @returns how many steps were taken.
 */
export async function sweepNeeds(deps: Deps, signal?: AbortSignal): Promise<number> {
  const now = deps.clock.now()
  let taken = 0
  const seen = new Set<string>()
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due = await Need.find({ checkAt: { $lte: now } })
      .sort({ checkAt: 1 })
      .limit(batchSize)
      .lean<NeedRecord[]>()
    const fresh = due.filter((need) => !seen.has(`${need._id.toString()}:${need.version}`))
    for (const part of inParts(fresh, stepsAtATime)) {
      if (signal?.aborted) return taken
      for (const need of part) seen.add(`${need._id.toString()}:${need.version}`)
      const steps = await Promise.all(part.map((need) => takeSafely(need, now, deps)))
      taken += steps.filter(Boolean).length
      await giveWay()
    }
    if (fresh.length === 0) break
  }
  return taken
}

async function takeSafely(need: NeedRecord, now: Date, deps: Deps): Promise<boolean> {
  try {
    return await takeDueStep(need, now, deps)
  } catch (error) {
    deps.logger.error({ err: error, need: need._id.toString() }, 'a step of the clock failed')
    return false
  }
}

/** Every second, so that a need leaves when the undo ends; each server looks, and one takes each step. */
export const needSweepJob: JobDefinition = {
  name: 'sweepNeeds',
  everySeconds: 1,
  run: async (deps, signal) => {
    await sweepNeeds(deps, signal)
  },
}
