import { placeOf } from '@linli/shared/areas/areas'
import {
  availableMotionActions,
  findMotionTransition,
  type MotionAction,
  type MotionParty,
} from '@linli/shared/deliberation/motion.state'
import { findForumAccess } from '../forum/forum.policy'
import { isAuthor, isSettled } from '../forum/post.policy'
import type { Actor } from '../users/actor'
import { isDecided } from './motion.clock'
import type { MotionRecord } from './motion.model'
import { findVerdict } from './motion.verdict'

/** A verified resident of the community: who raises, signs, argues and rates. */
export const isNeighbour = (actor: Actor, community: string): boolean =>
  actor.level === 'verified' && actor.community === community

export const isSecretary = (actor: Actor, community: string): boolean =>
  actor.memberships.some(({ role, areaCode }) => role === 'secretary' && areaCode === community)

/** Sits at the community's desk: keeps meetings and projects. */
export const isDesk = (actor: Actor, community: string): boolean =>
  actor.memberships.some(
    ({ role, areaCode }) => (role === 'secretary' || role === 'communityWorker') && areaCode === community,
  )

/** An officer of the street above, who reads along and acts where the community does not. */
export const isStreet = (actor: Actor, community: string): boolean =>
  actor.memberships.some(
    ({ role, areaCode }) => role === 'streetOfficer' && areaCode === placeOf(community).street,
  )

/** Its verified residents, those who serve it, and the street above. Whoever only joined reads nothing here. */
export const canReadDeliberation = (actor: Actor, community: string): boolean =>
  findForumAccess(actor, community) === 'full' || isStreet(actor, community)

type Standing = Pick<MotionRecord, 'community' | 'authorId' | 'escalatedAt' | 'goesAbove'>

/** In what capacities somebody stands to a motion. Nobody decides on one's own. */
function findMotionParties(actor: Actor, motion: Standing, isCoSigned: boolean): MotionParty[] {
  const { community } = motion
  const isOwn = isAuthor(actor, motion)
  const lives = isNeighbour(actor, community)
  const isAbove = motion.goesAbove === true || motion.escalatedAt !== undefined
  const parties: [MotionParty, boolean][] = [
    ['author', isOwn],
    ['coSigner', !isOwn && lives && isCoSigned],
    ['resident', !isOwn && lives && !isCoSigned],
    ['secretary', !isOwn && isSecretary(actor, community)],
    ['street', !isOwn && isAbove && isStreet(actor, community)],
  ]
  return parties.filter(([, stands]) => stands).map(([party]) => party)
}

/** Those who have to see to it that what was passed is done. */
const answersFor = (actor: Actor, { stage, community }: Pick<MotionRecord, 'stage' | 'community'>): boolean =>
  isDecided(stage) && (isDesk(actor, community) || isStreet(actor, community))

/**
 * Others read what is visible; its author everything but what is deleted. Whoever has to do what was passed opens it in
 * every state, without its words (`coverWords`).
 */
export function canReadMotion(actor: Actor, motion: MotionRecord): boolean {
  if (isAuthor(actor, motion)) return motion.state !== 'deleted'
  if (motion.state !== 'visible') return answersFor(actor, motion)
  return canReadDeliberation(actor, motion.community)
}

/** Whether its words and pictures are this person’s to read. */
export const canReadWords = (actor: Actor, motion: MotionRecord): boolean =>
  motion.state === 'visible' || isAuthor(actor, motion)

/** What others do not read has nothing to be done to it, but that its author takes it back and that what was passed is begun. */
const isOpenWhileUnread = (action: MotionAction, { state, stage }: MotionRecord): boolean =>
  state === 'visible' ||
  action === 'withdraw' ||
  (action === 'edit' && state !== 'hidden') ||
  (action === 'startProject' && isDecided(stage))

/** The residents have said no in a vote that decides; a meeting, an opinion or owners say no for nobody but themselves. */
export const isVotedDown = ({ stage, history }: Pick<MotionRecord, 'stage' | 'history'>): boolean =>
  stage === 'notPassed' && findVerdict(history) === 'ballotFailed'

/** What neighbours signed is not changed under their names, and what they voted on is signed no more. */
function isOpenNow(action: MotionAction, motion: MotionRecord): boolean {
  if (!isOpenWhileUnread(action, motion)) return false
  if (action === 'report') return !isSettled(motion)
  if (action === 'edit') return motion.counts.coSigners < 2
  return (action !== 'coSign' && action !== 'takeBack') || !isVotedDown(motion)
}

/** What this person may do to this motion now: drawn as buttons, and checked again on each press. */
export function listMotionActions(actor: Actor, motion: MotionRecord, isCoSigned: boolean): MotionAction[] {
  // Who lives here no more takes her own back, and goes on with it no further.
  const isHere = canReadDeliberation(actor, motion.community)
  return availableMotionActions(motion.stage, findMotionParties(actor, motion, isCoSigned)).filter(
    (action) => isOpenNow(action, motion) && (isHere || action === 'withdraw'),
  )
}

export type Refusal = 'motion.not_now' | 'motion.not_refusable' | 'motion.own' | 'access.denied'

/** What would decide instead of those whom one fifth of them called to vote. */
const insteadOfVote: readonly MotionAction[] = ['answer', 'merge', 'startProject']

/** Why an action is refused; undefined where it is not. */
export function findRefusal(
  actor: Actor,
  action: MotionAction,
  motion: MotionRecord,
  isCoSigned: boolean,
): Refusal | undefined {
  const { stage, community } = motion
  const transition = findMotionTransition(stage, action)
  const parties = findMotionParties(actor, motion, isCoSigned)
  const decides = parties.includes('secretary') || parties.includes('street')
  if (!transition) {
    const isInstead = decides && stage === 'scheduled' && insteadOfVote.includes(action)
    return isInstead ? 'motion.not_refusable' : 'motion.not_now'
  }
  if (!transition.by.some((party) => parties.includes(party))) {
    const isOwn = parties.includes('author') && isSecretary(actor, community)
    return isOwn && transition.by.includes('secretary') ? 'motion.own' : 'access.denied'
  }
  return isOpenNow(action, motion) ? undefined : 'motion.not_now'
}
