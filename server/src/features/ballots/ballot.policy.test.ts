import { ballotKinds, type BallotKind } from '@linli/shared/ballots/ballot'
import {
  ballotActions,
  ballotStates,
  type BallotAction,
  type BallotState,
} from '@linli/shared/ballots/ballot.state'
import { placeOf } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import { AppError } from '../../lib/appError'
import type { Actor } from '../users/actor'
import type { BallotRecord } from './ballot.model'
import { assertMayAct, canReadBallot, listBallotActions } from './ballot.policy'

const community = '310113007001'
const place = placeOf(community)

function actorWith(role?: Role, areaCode = community, level: Actor['level'] = 'guest'): Actor {
  const membership = {
    id: '1',
    role: role ?? 'volunteer',
    areaCode,
    name: '',
    place: placeOf(areaCode),
  } as const
  return {
    ...{ userId: '1', sessionId: '', displayName: '', level, community },
    memberships: role ? [membership] : [],
  }
}

const ballotOf = (kind: BallotKind, state: BallotState, isSecret = kind === 'opinion'): BallotRecord =>
  ({
    ...place,
    ...{ _id: new Types.ObjectId(), community, kind, state, isSecret, isFrozen: false },
    electorate: kind === 'owners' ? 'owners' : kind === 'residents' ? 'households' : 'adults',
  }) as BallotRecord

/** Everybody who could press something, and what the table says of them. */
const people = {
  secretary: actorWith('secretary'),
  worker: actorWith('communityWorker'),
  street: actorWith('streetOfficer', '310113007'),
  voter: actorWith(undefined, community, 'verified'),
  gridWorker: actorWith('gridWorker', `${community}-G01`),
  district: actorWith('districtOfficer', '310113'),
  'secretary next door': actorWith('secretary', '310113007002'),
  'another street': actorWith('streetOfficer', '310113008'),
  reader: actorWith(undefined, community, 'verified'),
  joined: actorWith(undefined, community, 'joined'),
} as const
type Who = keyof typeof people

const allowed: Record<BallotAction, readonly Who[]> = {
  edit: ['secretary', 'worker'],
  remove: ['secretary', 'worker'],
  announce: ['secretary'],
  takeBack: ['secretary'],
  vote: ['voter'],
  nameVoter: ['voter'],
  contest: ['voter'],
  settle: ['secretary', 'street'],
  handPaper: ['secretary', 'worker'],
  takeBackPaper: ['secretary', 'worker', 'street'],
  typePaper: ['secretary', 'worker'],
  void: ['street'],
}

const inStates: Record<BallotAction, readonly BallotState[]> = {
  edit: ['draft', 'announced', 'open'],
  remove: ['draft'],
  announce: ['draft'],
  takeBack: ['announced'],
  vote: ['open'],
  nameVoter: ['announced', 'open'],
  contest: ['announced', 'open'],
  settle: ['announced', 'open'],
  handPaper: ['open'],
  takeBackPaper: ['open'],
  typePaper: ['open'],
  void: ['announced', 'open', 'closed'],
}

const isShared = (kind: BallotKind): boolean => kind !== 'opinion'
const suits = (kind: BallotKind, action: BallotAction): boolean =>
  action === 'handPaper' || action === 'takeBackPaper'
    ? !isShared(kind)
    : ['nameVoter', 'contest', 'settle'].includes(action)
      ? isShared(kind)
      : true

const standingOf = (who: Who) => ({ isVoter: who === 'voter', isTypist: false })

function press(who: Who, action: BallotAction, ballot: BallotRecord): string {
  try {
    assertMayAct(people[who], action, ballot, standingOf(who))
    return 'done'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

describe.each(ballotKinds)('a ballot of kind %s', (kind) => {
  it.each(ballotStates)('that is %s answers each press of each person as the table says', (state) => {
    const ballot = ballotOf(kind, state)
    for (const who of Object.keys(people) as Who[])
      for (const action of ballotActions) {
        const isTheirs = allowed[action].includes(who)
        const isOpen = inStates[action].includes(state) && suits(kind, action)
        const expected = !isTheirs ? 'access.denied' : isOpen ? 'done' : 'ballot.not_now'
        expect([who, action, press(who, action, ballot)]).toEqual([who, action, expected])
        const shown = listBallotActions(people[who], ballot, standingOf(who)).includes(action)
        expect([who, action, shown]).toEqual([who, action, expected === 'done'])
      }
  })
})

it('is read by whom it concerns, a draft by its desk only', () => {
  const readers = (state: BallotState) =>
    (Object.keys(people) as Who[]).filter((who) =>
      canReadBallot(people[who], ballotOf('residents', state), standingOf(who)),
    )
  expect(readers('draft')).toEqual(['secretary', 'worker'])
  const known: Who[] = ['secretary', 'worker', 'street', 'voter', 'gridWorker', 'district', 'reader']
  for (const state of ['announced', 'open', 'closed', 'void'] as const) expect(readers(state)).toEqual(known)
  // An owner who lives elsewhere is on the roll.
  const elsewhere = { ...people.voter, community: '310113008001' }
  const roll = { isVoter: true, isTypist: false }
  expect(canReadBallot(elsewhere, ballotOf('owners', 'open'), roll)).toBe(true)
  expect(canReadBallot(elsewhere, ballotOf('owners', 'open'), { ...roll, isVoter: false })).toBe(false)
})

it('lets a typist of another feature type papers, and nothing else', () => {
  const typist = { isVoter: false, isTypist: true }
  const ballot = ballotOf('opinion', 'open')
  expect(listBallotActions(people.reader, ballot, typist)).toEqual(['typePaper'])
})
