import { placeOf } from '@linli/shared/areas/areas'
import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import type { BallotView } from '@linli/shared/ballots/ballot.contract'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import { Types } from 'mongoose'
import { sweepBallots } from '../features/ballots/ballot.sweep'
import { moveOutbox } from '../features/messages/outbox.mover'
import { Home, Household } from '../features/register/home.model'
import { HomeLink } from '../features/register/homeLink.model'
import { sealPerson } from '../features/register/person.crypto'
import { Person, type PersonFields } from '../features/register/person.model'
import { insertRaw } from '../lib/insertRaw'
import type { BodyOf } from './apiClient'
import type { TestApp } from './testApp'
import { buildResident, buildSecretary, testAreas, type SignedIn, type TestUser } from './users.factory'

type BallotBody = BodyOf<typeof ballotContracts.createBallot>

export const testEstate = `${testAreas.community}-E01`

/** Somebody of a home; an account only where a test votes as that person. */
export interface Member {
  name: string
  birthDate?: string
  kind?: HomeLinkKind
  state?: PersonFields['state']
  /** Owns or rents it, and lives elsewhere. */
  isAway?: boolean
}

export interface BuiltHome {
  homeId: Types.ObjectId
  householdId: Types.ObjectId
  personIds: Types.ObjectId[]
}

let rooms = 100

/** A home with its household and people, as the register has them; many at once in few commands. */
export async function buildHomes(
  { deps }: TestApp,
  homes: readonly {
    members: readonly Member[]
    area?: number
    community?: string
    also?: readonly Types.ObjectId[]
  }[],
): Promise<BuiltHome[]> {
  const documents = {
    homes: [] as object[],
    households: [] as object[],
    people: [] as object[],
    links: [] as object[],
  }
  const built = homes.map(({ members, area, community = testAreas.community, also = [] }): BuiltHome => {
    const [homeId, householdId] = [new Types.ObjectId(), new Types.ObjectId()]
    const room = String((rooms += 1))
    const place = {
      ...placeOf(community),
      grid: `${community}-G01`,
      building: `${community}-B001`,
      estate: `${community}-E01`,
    }
    documents.homes.push({
      _id: homeId,
      room,
      label: `1号楼 ${room}室`,
      ...place,
      ...(area === undefined ? {} : { exclusiveAreaM2: area }),
    })
    documents.households.push({ _id: householdId, homeId, number: '1', ...place })
    const link = (personId: Types.ObjectId, kind: HomeLinkKind) =>
      documents.links.push({ personId, homeId, kind, isCurrent: true, source: 'import', ...place })
    const personIds = members.map(
      ({ name, birthDate = '1970-05-01', kind = 'owner', state = 'present', isAway }) => {
        const _id = new Types.ObjectId()
        const clear = { name, birthDate: birthDate === '' ? undefined : birthDate }
        documents.people.push({
          ...{ _id, ...sealPerson(_id, clear, deps.crypto), ...place, state, source: 'import' },
          ...(isAway ? {} : { householdId }),
        })
        link(_id, kind)
        return _id
      },
    )
    for (const personId of also) link(personId, 'owner')
    return { homeId, householdId, personIds }
  })
  const now = deps.clock.now()
  await insertRaw(Home, documents.homes, now)
  await insertRaw(Household, documents.households, now)
  await insertRaw(Person, documents.people, now)
  await insertRaw(HomeLink, documents.links, now)
  return built
}

/** The verified account of a person of the register. */
export const buildVoter = (personId: Types.ObjectId | undefined): Promise<TestUser> =>
  buildResident({ personId: personId ?? new Types.ObjectId(), building: testAreas.building })

const later = (now: Date, hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString()

/** A ballot of residents, open in two days for three; overridden as a test needs it. */
export const ballotBody = (now: Date, overrides: Partial<BallotBody> = {}): BallotBody => ({
  community: testAreas.community,
  subject: { kind: 'community', title: '小区的事' },
  kind: 'residents',
  electorate: 'adults',
  form: 'yesNo',
  isSecret: false,
  title: '要不要装一盏路灯',
  text: '东门进来那一段晚上很暗，装一盏路灯要 3000 元，从社区经费里出。',
  opensAt: later(now, 48),
  closesAt: later(now, 120),
  ...overrides,
})

/** The same as it is edited: of which community and about what stays. */
export function editBody(now: Date, overrides: Partial<BallotBody> = {}) {
  const { kind, electorate, form, isSecret, title, text, opensAt, closesAt } = ballotBody(now, overrides)
  return { kind, electorate, form, isSecret, title, text, opensAt, closesAt }
}

/** Writes and announces a ballot. */
export async function announceBallot(
  app: TestApp,
  secretary: TestUser,
  overrides: Partial<BallotBody> = {},
): Promise<BallotView> {
  const api = app.api(secretary)
  const body = ballotBody(app.deps.clock.now(), overrides)
  const { id, version } = await api.ok(ballotContracts.createBallot, { body })
  return api.ok(ballotContracts.actOnBallot, { params: { id }, body: { action: 'announce', version } })
}

/** Goes on to the moment it opens, and opens it. */
export async function openBallot(app: TestApp, ballot: Pick<BallotView, 'id' | 'opensAt'>): Promise<void> {
  app.deps.clock.set(ballot.opensAt)
  await sweepBallots(app.deps)
  await moveOutbox(app.deps)
}

/** Goes on to the moment it is counted, and counts. */
export async function closeBallot(app: TestApp, ballot: Pick<BallotView, 'id' | 'closesAt'>): Promise<void> {
  app.deps.clock.set(new Date(new Date(ballot.closesAt).getTime() + 6000))
  await sweepBallots(app.deps)
  await moveOutbox(app.deps)
}

export async function buildOpenBallot(app: TestApp, overrides: Partial<BallotBody> = {}, by?: TestUser) {
  const secretary = by ?? (await buildSecretary())
  const ballot = await announceBallot(app, secretary, overrides)
  await openBallot(app, ballot)
  return {
    secretary,
    ballot: await app.api(secretary).ok(ballotContracts.getBallot, { params: { id: ballot.id } }),
  }
}

/** Votes as somebody who has one vote in it. */
export async function vote(app: TestApp, user: SignedIn, id: string, choices: string[], requestKey?: string) {
  const api = app.api(user)
  const { mine, version } = await api.ok(ballotContracts.getBallot, { params: { id } })
  const voterKey = mine[0]?.voterKey ?? 'person:000000000000000000000000'
  return api.call(voteContracts.castVote, {
    params: { id },
    body: { voterKey, version, choices },
    ...(requestKey === undefined ? {} : { requestKey }),
  })
}
