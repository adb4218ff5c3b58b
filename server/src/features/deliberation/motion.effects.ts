import type { Deps } from '../../deps'
import { liftCase } from '../contentCheck/contentCheck.case'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { isJudged } from '../contentCheck/contentCheck.removal'
import { announcePostChange } from '../forum/thread.announce'
import { bringReportsBack, requestCheck, subjectOf, takeVerdict } from '../forum/written.check'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { findPersonIdOf } from '../users/account.service'
import { Argument, type ArgumentRecord } from './argument.model'
import { carrySignatures, writeSignature } from './coSign.service'
import type { CoSignatureRecord } from './coSignature.model'
import { noteHouseholds, recountMotion } from './motion.counts'
import { changeClock } from './motion.clock'
import { Motion, type MotionRecord } from './motion.model'
import { announceMotion } from './motion.announce'
import { followRemoval, readMotionCase } from './motion.removal'
import { freeSource, linkSource } from './motion.source'
import { pageOfMotion } from './motion.words'
import { checkAnswer } from './official.effects'
import { freeSlot } from './motion.slots'
import { readStanding } from './register.standing'

async function findPersonId(userId: { toString(): string }): Promise<string | undefined> {
  return (await findPersonIdOf(userId.toString()))?.toString()
}

/** What follows a change of a motion, at least once. */
export async function applyMotionEntry(motion: MotionRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  if (entry.event === 'motion.written') {
    const { title, text } = motion
    const page = pageOfMotion(motion._id)
    await requestCheck(motion, { kind: 'forumMotion', texts: [title, text], page }, deps)
    if (motion.state === 'deleted') await freeSlot(motion._id)
    else await bringReportsBack('forumMotion', motion, deps)
    // Should the press have died before it could.
    await linkSource(motion, deps)
  }
  // Its post shows where it stands.
  if (entry.data.entryId !== undefined && motion.source?.kind === 'post')
    await announcePostChange(motion.source.id, deps)
  if (motion.stage !== 'gathering') await liftCase(subjectOf('forumMotion', motion), deps)
  await checkAnswer(motion, entry, deps)
  await freeSource(motion, deps)
  if (entry.event === 'motion.merge' && motion.mergedInto) {
    const into = await Motion.findOne({ _id: motion.mergedInto }).lean<MotionRecord>()
    if (into) await carrySignatures(motion, into, deps)
  }
}

/** Somebody signed or took it back: counted again, should the request have died before it could. */
export async function applySignatureEntry(
  { motionId }: CoSignatureRecord,
  _: OutboxEntry,
  deps: Deps,
): Promise<void> {
  await recountMotion(motionId, deps)
}

/** Neighbours stand behind it: whether they can read it is told to them. */
function tellSeen(before: MotionRecord, to: MotionRecord['state'], isSettled: boolean, deps: Deps) {
  const event =
    before.state === 'visible' && to === 'hidden' && !isSettled
      ? 'motion.hidden'
      : before.state === 'hidden' && to === 'visible'
        ? 'motion.shown'
        : undefined
  if (event === undefined || before.counts.coSigners < 2) return {}
  return { $set: { hasOutbox: true }, $push: { outbox: makeOutboxEntry(event, {}, deps) } }
}

/** The check, the reports or a moderator decided about a motion. Readable, its author stands behind it. */
export async function takeMotionVerdict(decision: ContentDecision, deps: Deps): Promise<void> {
  const seenBefore = await Motion.findOne({ _id: decision.subject.id }).lean<MotionRecord>()
  // Then they are told of the decision, and not that somebody still has to decide.
  const isSettled = seenBefore !== null && isJudged(await readMotionCase(seenBefore))
  const before = await takeVerdict(Motion, decision, (seen, to) => {
    const { $set, ...more } = changeClock(seen, to, deps.clock.now())
    const { $set: told, ...tell } = tellSeen(seen, to, isSettled, deps)
    return { $set: { ...$set, ...told }, ...more, ...tell }
  })
  const motion = before ?? (await Motion.findOne({ _id: decision.subject.id }).lean<MotionRecord>())
  if (!motion) return
  if (decision.state === 'pass') {
    const personId = await findPersonId(motion.authorId)
    const signer = { userId: motion.authorId.toString(), ...(personId === undefined ? {} : { personId }) }
    await writeSignature(motion, signer, deps)
    await recountMotion(motion._id, deps)
  } else await followRemoval(motion._id, deps)
  kickOutbox(Motion)
  await announceMotion(motion._id, deps)
}

export async function applyArgumentEntry(
  argument: ArgumentRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  if (entry.event !== 'argument.written') return
  const page = pageOfMotion(argument.motionId)
  await requestCheck(argument, { kind: 'forumArgument', texts: [argument.text], page }, deps)
  if (argument.state === 'deleted') await recountMotion(argument.motionId, deps)
}

/** The same about an argument: counted where others read it, and its author's home was heard. */
export async function takeArgumentVerdict(decision: ContentDecision, deps: Deps): Promise<void> {
  const before = await takeVerdict(Argument, decision, () => ({}))
  const argument = before ?? (await Argument.findOne({ _id: decision.subject.id }).lean<ArgumentRecord>())
  if (!argument) return
  if (decision.state === 'pass') {
    const { motionId, community, authorId } = argument
    const standing = await readStanding(await findPersonId(authorId), community, deps)
    if (standing.householdId) await noteHouseholds({ _id: motionId, community }, [standing.householdId])
  }
  await recountMotion(argument.motionId, deps)
}
