import {
  motionActions,
  motionStates,
  type MotionAction,
  type MotionState,
} from '@linli/shared/deliberation/motion.state'
import { Types } from 'mongoose'
import type { Actor, ActorMembership } from '../users/actor'
import type { MotionRecord } from './motion.model'
import { canReadMotion, findRefusal, listMotionActions } from './motion.policy'

const community = '310113007001'
const [author, other] = [new Types.ObjectId(), new Types.ObjectId()]

const membership = (role: ActorMembership['role'], areaCode: string): ActorMembership => ({
  id: 'm',
  role,
  areaCode,
  name: '',
  place: {
    district: '310113',
    street: areaCode.slice(0, 9),
    ...(areaCode.length > 9 ? { community: areaCode } : {}),
  },
})
const actor = (fields: Partial<Actor>): Actor => ({
  userId: other.toString(),
  sessionId: '',
  displayName: '',
  level: 'guest',
  memberships: [],
  ...fields,
})
const neighbour = { level: 'verified' as const, community }

const people = {
  author: actor({ ...neighbour, userId: author.toString() }),
  coSigner: actor(neighbour),
  resident: actor(neighbour),
  secretary: actor({ memberships: [membership('secretary', community)] }),
  street: actor({ memberships: [membership('streetOfficer', '310113007')] }),
  worker: actor({ memberships: [membership('communityWorker', community)] }),
  joined: actor({ level: 'joined', community }),
  guest: actor({}),
  nextDoor: actor({ level: 'verified', community: '310113007002' }),
  secretaryNextDoor: actor({ memberships: [membership('secretary', '310113007002')] }),
  otherStreet: actor({ memberships: [membership('streetOfficer', '310113008')] }),
}
type Who = keyof typeof people

const motionIn = (stage: MotionState, fields: Partial<MotionRecord> = {}): MotionRecord =>
  ({
    _id: new Types.ObjectId(),
    stage,
    state: 'visible',
    community,
    authorId: author,
    version: 1,
    history: [],
    counts: { coSigners: 1, adults: 0, households: 0, for: 0, against: 0 },
    ...fields,
  }) as MotionRecord

const desk = { secretary: true, street: true }
/** Who may what, written down a second time: by state, the actions of each; the street only once it was escalated. */
const allowed: Record<MotionState, Partial<Record<Who, MotionAction[]>>> = {
  gathering: {
    author: ['argue', 'edit', 'withdraw'],
    coSigner: ['takeBack', 'argue', 'report'],
    resident: ['coSign', 'argue', 'report'],
    secretary: ['accept', 'merge', 'report'],
  },
  submitted: {
    author: ['argue'],
    coSigner: ['takeBack', 'argue', 'report'],
    resident: ['coSign', 'argue', 'report'],
    secretary: ['accept', 'merge', 'answer', 'openBallot', 'report'],
  },
  scheduled: {
    author: ['argue'],
    coSigner: ['takeBack', 'argue', 'report'],
    resident: ['coSign', 'argue', 'report'],
    secretary: ['openBallot', 'report'],
  },
  accepted: {
    author: ['argue'],
    coSigner: ['takeBack', 'argue', 'report'],
    resident: ['coSign', 'argue', 'report'],
    secretary: ['openBallot', 'startProject', 'report'],
  },
  voting: {
    author: ['argue'],
    coSigner: ['argue', 'report'],
    resident: ['argue', 'report'],
    secretary: ['report'],
  },
  passed: { coSigner: ['report'], resident: ['report'], secretary: ['startProject', 'report'] },
  underway: { coSigner: ['report'], resident: ['report'], secretary: ['report'] },
  done: { coSigner: ['report'], resident: ['report'], secretary: ['report'] },
  stopped: { coSigner: ['takeBack', 'report'], resident: ['coSign', 'report'], secretary: ['report'] },
  notPassed: {
    coSigner: ['takeBack', 'report'],
    resident: ['coSign', 'report'],
    secretary: ['openBallot', 'report'],
  },
  answered: { coSigner: ['takeBack', 'report'], resident: ['coSign', 'report'], secretary: ['report'] },
  merged: {},
  lapsed: {},
  withdrawn: {},
  removed: { coSigner: ['report'], resident: ['report'], secretary: ['report'] },
}

const findAllowed = (stage: MotionState, who: Who, isEscalated: boolean): MotionAction[] => {
  if (who in desk) return who === 'secretary' || isEscalated ? (allowed[stage].secretary ?? []) : []
  return allowed[stage][who] ?? []
}

describe.each(motionStates)('a motion that is %s', (stage) => {
  it.each([false, true])('lets each do just what is theirs; escalated: %s', (isEscalated) => {
    const motion = motionIn(stage, isEscalated ? { escalatedAt: new Date(0) } : {})
    for (const who of Object.keys(people) as Who[]) {
      const isCoSigned = who === 'coSigner'
      expect([who, listMotionActions(people[who], motion, isCoSigned)]).toEqual([
        who,
        findAllowed(stage, who, isEscalated),
      ])
      for (const action of motionActions) {
        const isOpen = findRefusal(people[who], action, motion, isCoSigned) === undefined
        expect([who, action, isOpen]).toEqual([
          who,
          action,
          findAllowed(stage, who, isEscalated).includes(action),
        ])
      }
    }
  })
})

it('is not changed any more once somebody else has signed it', () => {
  const counts = { coSigners: 2, adults: 0, households: 0, for: 0, against: 0 }
  const signed = motionIn('gathering', { counts })
  expect(listMotionActions(people.author, signed, false)).toEqual(['argue', 'withdraw'])
  expect(findRefusal(people.author, 'edit', signed, false)).toBe('motion.not_now')
})

it('says why: another state, one fifth, one’s own, or not for this person', () => {
  const refusal = (who: Actor, action: MotionAction, stage: MotionState) =>
    findRefusal(who, action, motionIn(stage), false)
  for (const action of ['answer', 'startProject'] as const)
    expect(refusal(people.secretary, action, 'scheduled')).toBe('motion.not_refusable')
  expect(refusal(people.resident, 'answer', 'scheduled')).toBe('motion.not_now')
  expect(refusal(people.secretary, 'answer', 'gathering')).toBe('motion.not_now')
  expect(refusal(people.resident, 'accept', 'submitted')).toBe('access.denied')
  const both = actor({ ...neighbour, userId: author.toString(), memberships: people.secretary.memberships })
  expect(refusal(both, 'accept', 'submitted')).toBe('motion.own')
  expect(
    findRefusal(people.street, 'accept', motionIn('submitted', { goesAbove: true }), false),
  ).toBeUndefined()
})

it('is read by neighbours, those who serve them and the street above; unread words by their author only', () => {
  const readers = (motion: MotionRecord) =>
    (Object.keys(people) as Who[]).filter((who) => canReadMotion(people[who], motion))
  expect(readers(motionIn('gathering'))).toEqual([
    'author',
    'coSigner',
    'resident',
    'secretary',
    'street',
    'worker',
  ])
  for (const state of ['checking', 'inReview', 'hidden'] as const) {
    const motion = motionIn('submitted', { state })
    expect(readers(motion)).toEqual(['author'])
    expect(listMotionActions(people.secretary, motion, false)).toEqual([])
    const own = state === 'hidden' ? ['withdraw'] : ['edit', 'withdraw']
    expect(listMotionActions(people.author, motionIn('gathering', { state }), false)).toEqual(own)
  }
  expect(readers(motionIn('gathering', { state: 'deleted' }))).toEqual([])
})
