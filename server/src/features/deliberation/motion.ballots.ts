import type { BallotOutcome } from '@linli/shared/ballots/ballot'
import { findBallotRefusal } from '@linli/shared/deliberation/motion.ballot'
import { motionStepTargets, type MotionStep } from '@linli/shared/deliberation/motion.state'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { BallotNews, VoteRefusal } from '../ballots/ballot.events'
import {
  onBallotClosed,
  onBallotOpened,
  registerAskers,
  registerPaperTypist,
  registerVoteRefusal,
} from '../ballots/ballot.hooks'
import { RollLine, type RollLineRecord } from '../ballots/roll.model'
import { Person, type PersonDocument } from '../register/person.model'
import { listCoSigners } from './coSign.service'
import { Councillor, councillorKeyOf } from './councillor.model'
import { moveMotion, systemAuthor } from './motion.change'
import { noteHouseholds } from './motion.counts'
import { Motion, type MotionRecord } from './motion.model'
import { findStepTarget, hasHeard } from './motion.verdict'

const stepOf: Record<BallotOutcome, MotionStep> = {
  passed: 'ballotPassed',
  failed: 'ballotFailed',
  noQuorum: 'ballotNoQuorum',
  void: 'ballotVoid',
}

/**
 * An `opinion` decides nothing by law: one that says no leaves the motion with the community that had taken it up. Nor do
 * the owners of an estate decide for the residents: what they refuse is signed on, and stays scheduled where it was.
 */
function findTarget(
  motion: MotionRecord,
  step: MotionStep,
  { kind, ballotId }: Pick<BallotNews, 'kind' | 'ballotId'>,
): MotionRecord['stage'] | undefined {
  const target = findStepTarget(motion, step, ballotId)
  if (target !== 'notPassed' || step === 'ballotVoid') return target
  if (kind === 'opinion') return 'accepted'
  return kind === 'owners' && motion.scheduled ? 'scheduled' : target
}

const refuseKind = (
  { scheduled, stage }: Pick<MotionRecord, 'scheduled' | 'stage'>,
  kind: BallotNews['kind'],
): VoteRefusal | undefined => findBallotRefusal({ state: stage, isScheduled: scheduled !== undefined }, kind)

/** @returns `settled` when the community answered, or its author withdrew it, in the moment the ballot opened. */
async function takeOpened(
  { ballotId, community, subject, kind }: BallotNews,
  deps: Deps,
): Promise<'settled' | undefined> {
  if (subject.kind !== 'motion' || !subject.id) return undefined
  const moved = await moveMotion(
    subject.id,
    (motion) => {
      const to = findTarget(motion, 'ballotOpened', { kind, ballotId })
      // News that come again, or of another community's ballot, move nothing.
      if (!to || motion.ballotId === ballotId || motion.community !== community) return undefined
      if (refuseKind(motion, kind)) return undefined
      return { action: 'ballotOpened', to, by: systemAuthor, set: { ballotId }, ballotId }
    },
    deps,
  )
  return moved?.ballotId === ballotId ? undefined : 'settled'
}

/** Neighbours can read it, it is this community's, and nothing has been decided about it. */
async function findRefusal({
  subject: { id },
  community,
  kind,
}: Pick<BallotNews, 'subject' | 'community' | 'kind'>): Promise<VoteRefusal | undefined> {
  if (!id) return undefined
  const motion = await Motion.findOne({ _id: id }, { community: 1, state: 1, stage: 1, scheduled: 1 }).lean<
    Pick<MotionRecord, 'community' | 'state' | 'stage' | 'scheduled'>
  >()
  const isOpen =
    motion?.state === 'visible' &&
    motion.community === community &&
    motionStepTargets[motion.stage].ballotOpened !== undefined
  if (!isOpen) return 'ballot.subject_settled'
  return refuseKind(motion, kind)
}

/** Its author and who co-signed it. */
async function listBehind({ id }: BallotNews['subject']): Promise<string[]> {
  if (!id) return []
  const motion = await Motion.findOne({ _id: id }, { authorId: 1 }).lean<Pick<MotionRecord, 'authorId'>>()
  return motion ? [...new Set([motion.authorId.toString(), ...(await listCoSigners(id))])] : []
}

/** The homes that voted, by the roll; what they chose stays with the ballot. */
async function listVoted(ballotId: string): Promise<Types.ObjectId[]> {
  const lines = await RollLine.find({ ballotId, hasVoted: true }, { personIds: 1 }).lean<
    Pick<RollLineRecord, 'personIds'>[]
  >()
  const ids = lines.flatMap(({ personIds }) => personIds)
  const people = await Person.find({ _id: { $in: ids } }, { householdId: 1 }).lean<
    Pick<PersonDocument, 'householdId'>[]
  >()
  return people.flatMap(({ householdId }) => (householdId ? [householdId] : []))
}

async function takeClosed(
  { ballotId, subject, outcome, kind }: BallotNews & { outcome: BallotOutcome },
  deps: Deps,
): Promise<void> {
  if (subject.kind !== 'motion' || !subject.id) return
  const step = stepOf[outcome]
  const moved = await moveMotion(
    subject.id,
    (motion) => {
      // News that come again: a vote is taken back once, though the motion may stand where it could be taken back.
      if (hasHeard(motion, ballotId, [step])) return undefined
      // One that was voted on again since hears of an earlier vote only that it is void.
      const isEarlier = outcome === 'void' && hasHeard(motion, ballotId)
      if (motion.ballotId !== ballotId && !isEarlier) return undefined
      const to = findTarget(motion, step, { kind, ballotId })
      return to && { action: step, to, by: systemAuthor, ballotId, ballotKind: kind }
    },
    deps,
  )
  if (moved?.ballotId === ballotId) await noteHouseholds(moved, await listVoted(ballotId))
}

/** What ballots are told to say here, and who may type their paper votes; they know no motions. */
export function registerMotionBallots(): void {
  registerVoteRefusal('motion', findRefusal)
  registerAskers('motion', listBehind)
  onBallotOpened(takeOpened)
  onBallotClosed(takeClosed)
  registerPaperTypist(
    async (userId, community) =>
      (await Councillor.exists({ key: councillorKeyOf(community, userId), isActive: true })) !== null,
  )
}
