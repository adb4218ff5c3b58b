import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { giveWay } from '../../lib/giveWay'
import { inParts } from '../../lib/inParts'
import { toPlace } from '../../lib/placeFields'
import { Media } from '../media/media.model'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { askAboutContent, readAnswers } from './contentCheck.ask'
import { openCase } from './contentCheck.case'
import { announceDecision } from './contentCheck.events'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { contentCheckWanted, openTexts } from './contentCheck.service'
import { announceReviews } from './contentReview.announce'
import { judge, type CheckedPart, type Judgement } from './contentCheck.verdict'
import { hasSensitiveWord } from './sensitiveWord.service'

/** Finding them costs what waits, so many are found at a time, and read and looked at in parts. */
const foundAtOnce = 2000
const readAtOnce = 20
/** While WeChat hangs each question costs seconds. */
const atOnce = 10
const minute = 60_000

/** Longer than all questions about one record can take; then another server takes over. */
const leaseMilliseconds = 5 * minute

/** The port gives up earlier; this is for one that never does. */
const defaultCallMilliseconds = 15_000

interface Options {
  callMilliseconds?: number
  signal?: AbortSignal
}

const isOverdue = (check: StoredContentCheck, now: Date): boolean => check.dueAt <= now

/** Not handed in: again after 1, 2, 4, 8 minutes. Handed in: when the time for answers is over. */
function findNextTime(check: StoredContentCheck, parts: readonly CheckedPart[], now: Date): Date {
  if (!parts.some(({ verdict }) => verdict === 'failed')) return check.dueAt
  const pause = Math.min(2 ** check.attempts, 8) * minute
  return new Date(Math.min(now.getTime() + pause, check.dueAt.getTime()))
}

/** Whether a person has to look: also at what others read at once, where the level above looked at the words before. */
const isForPerson = ({ isAboutDesk }: StoredContentCheck, state: Judgement['state']): boolean =>
  state === 'review' || (state === 'pass' && isAboutDesk === true)

/** Only `hidden` is told at once: what is reviewed is told when a person has decided, and passing goes unnoticed. */
function writeDecision(found: StoredContentCheck, { state, reasons }: Judgement, nextAt: Date, deps: Deps) {
  const now = deps.clock.now()
  return {
    $set: {
      state,
      reasons,
      nextAt,
      decidedAt: now,
      ...(state === 'hidden' ? { caseState: 'decided' as const, hasOutbox: true } : {}),
      ...(isForPerson(found, state) ? openCase({ ...found, reasons }, now) : {}),
    },
    $inc: { version: 1 },
    ...(state === 'hidden' ? { $push: { outbox: makeOutboxEntry('content.hidden', {}, deps) } } : {}),
  }
}

/** How many questions in a row fail before WeChat is taken for silent, and how long it is left alone then. */
const silence = { failures: 10, milliseconds: minute }

/** Whether WeChat answers, as this process has found. */
interface Hearing {
  failures: number
  silentUntil?: Date
}

const hearings = new WeakMap<Deps['ports']['wechat'], Hearing>()

function hearingOf({ ports }: Deps): Hearing {
  const heard = hearings.get(ports.wechat) ?? { failures: 0 }
  hearings.set(ports.wechat, heard)
  return heard
}

function note(parts: readonly CheckedPart[], heard: Hearing, now: Date): void {
  if (!parts.some(({ verdict }) => verdict === 'failed')) {
    heard.failures = 0
    return
  }
  heard.failures += 1
  if (heard.failures < silence.failures) return
  heard.failures = 0
  heard.silentUntil = new Date(now.getTime() + silence.milliseconds)
}

/**
 * What is known of each part. WeChat is asked what it was not asked yet, unless the time is over, so that nobody waits
 * longer for a person than was promised, or it has not answered anybody of late.
 */
async function findOut(found: StoredContentCheck, options: Options, deps: Deps): Promise<CheckedPart[]> {
  const now = deps.clock.now()
  const heard = hearingOf(deps)
  const isSilent = heard.silentUntil !== undefined && now < heard.silentUntil
  if (isSilent || isOverdue(found, now)) return readAnswers(found)
  const parts = await askAboutContent(found, options.callMilliseconds ?? defaultCallMilliseconds, deps)
  note(parts, heard, deps.clock.now())
  return parts
}

/** One attempt to decide. @returns true when it is decided and has to be announced. */
async function check(found: StoredContentCheck, lease: Date, options: Options, deps: Deps): Promise<boolean> {
  const parts = await findOut(found, options, deps)
  const now = deps.clock.now()
  const judgement = judge(parts, {
    hasSensitiveWord: await hasSensitiveWord(openTexts(found, deps), toPlace(found)),
    isOverdue: isOverdue(found, now),
    watch: found.watch ?? undefined,
  })
  // A push that came meanwhile has set `nextAt`: then this attempt leaves things to the next.
  const filter = { _id: found._id, state: 'pending' as const, nextAt: lease }
  if (judgement.state === 'pending') {
    const nextAt = findNextTime(found, parts, now)
    await ContentCheck.updateOne(filter, { $set: { nextAt }, $inc: { attempts: 1 } })
    return false
  }
  const decided = await ContentCheck.updateOne(filter, writeDecision(found, judgement, lease, deps))
  if (decided.modifiedCount === 0) return false
  if (judgement.state === 'hidden') kickOutbox(ContentCheck)
  if (judgement.state === 'hidden' || isForPerson(found, judgement.state)) announceReviews(found, deps)
  return true
}

/**
 * Lets the feature and the files know the latest decision. Whoever finds that a later one was made meanwhile
 * announces that too, so that the last word is always the latest.
 */
async function announce(id: StoredContentCheck['_id'], lease: Date, deps: Deps): Promise<void> {
  const latest = await ContentCheck.findById(id).lean<StoredContentCheck>()
  if (!latest || latest.state === 'pending') return
  const mediaIds = latest.media.map(({ mediaId }) => mediaId)
  if (mediaIds.length > 0)
    await Media.updateMany({ _id: { $in: mediaIds } }, { $set: { check: latest.state } })
  await announceDecision(
    {
      subject: { kind: latest.subjectKind, id: latest.subjectId, field: latest.field },
      state: latest.state,
      version: latest.version,
      ...(latest.decidedBy == null ? {} : { isByPerson: true }),
      ...(latest.caseState === 'final' ? { isFinal: true } : {}),
      userId: latest.userId.toString(),
      ...(latest.aboutUserId == null ? {} : { aboutUserId: latest.aboutUserId.toString() }),
      mediaIds: mediaIds.map(String),
    },
    deps,
  )
  const done = await ContentCheck.updateOne(
    { _id: id, version: latest.version, nextAt: lease },
    { $unset: { nextAt: 1 } },
  )
  if (done.modifiedCount === 0)
    await ContentCheck.updateOne({ _id: id }, { $min: { nextAt: deps.clock.now() } })
}

async function workOn(found: StoredContentCheck, options: Options, deps: Deps): Promise<void> {
  const lease = new Date(deps.clock.now().getTime() + leaseMilliseconds)
  const claim = await ContentCheck.updateOne(
    { _id: found._id, nextAt: found.nextAt ?? null },
    { $set: { nextAt: lease } },
  )
  if (claim.modifiedCount === 0) return
  try {
    const isDecided = found.state !== 'pending' || (await check(found, lease, options, deps))
    if (isDecided) await announce(found._id, lease, deps)
  } catch (error) {
    // Due again when the lease ends; the other checks go on.
    deps.logger.error({ err: error, id: found._id.toString() }, 'content check could not be finished')
  }
}

/** Another server may have done some of them since they were found. */
async function readDue(
  found: readonly Pick<StoredContentCheck, '_id'>[],
  { clock }: Pick<Deps, 'clock'>,
): Promise<StoredContentCheck[]> {
  const checks = await ContentCheck.find({ _id: { $in: found.map(({ _id }) => _id) } }).lean<
    StoredContentCheck[]
  >()
  return checks.filter(({ nextAt }) => nextAt != null && nextAt <= clock.now())
}

/**
 * Does what is due: asks WeChat, gives up waiting, and tells features what was decided. Several servers may run it
 * at once and any may die anywhere: each check has one owner at a time, and what was left undone comes again.
 */
export async function runContentChecks(deps: Deps, options: Options = {}): Promise<void> {
  let found: Pick<StoredContentCheck, '_id'>[]
  do {
    found = await ContentCheck.find({ nextAt: { $lte: deps.clock.now() } }, { _id: 1 })
      .sort({ nextAt: 1 })
      .limit(foundAtOnce)
      .lean<Pick<StoredContentCheck, '_id'>[]>()
    for (const part of inParts(found, readAtOnce)) {
      for (const due of inParts(await readDue(part, deps), atOnce)) {
        if (options.signal?.aborted) return
        await Promise.all(due.map((each) => workOn(each, options, deps)))
      }
      if (found.length > readAtOnce) await giveWay()
    }
  } while (found.length === foundAtOnce)
}

export const contentCheckJob: JobDefinition = {
  name: 'runContentChecks',
  everySeconds: 5,
  wakeOn: contentCheckWanted.listen,
  run: (deps, signal) => runContentChecks(deps, { signal }),
}
