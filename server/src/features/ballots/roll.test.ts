import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { personContracts } from '@linli/shared/register/person.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildEstate } from '../../test/areas.factory'
import {
  announceBallot,
  ballotBody,
  editBody,
  buildHomes,
  buildOpenBallot,
  buildVoter,
  closeBallot,
  openBallot,
  testEstate,
  vote,
  type Member,
} from '../../test/ballots.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, testAreas } from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Person } from '../register/person.model'
import { readBallot } from './ballot.service'
import { sweepBallots } from './ballot.sweep'
import { readGroups } from './roll.groups'
import { writeRoll } from './roll.lines'
import { RollLine } from './roll.model'

const { getBallot } = ballotContracts
const { community } = testAreas

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

const readKeys = async (electorate: 'adults' | 'households' | 'owners', personId?: string) =>
  readGroups({ community, estate: testEstate, electorate, day: '2026-11-25' }, personId, app.deps)

/** What the register has that a roll could get wrong. */
const family: Member[] = [
  { name: '户主', kind: 'owner' },
  { name: '今天满十八', birthDate: '2008-11-25', kind: 'family' },
  { name: '明天满十八', birthDate: '2008-11-26', kind: 'family' },
  { name: '没有生日', birthDate: '', kind: 'family' },
  { name: '已经去世', kind: 'family', state: 'deceased' },
  { name: '住院', kind: 'family', state: 'hospital' },
  { name: '搬走了', kind: 'family', state: 'moved' },
  { name: '只有户口', kind: 'hukouOnly' },
]

describe('the roll', () => {
  it('of adults and of households has who is of age at the opening and lives here', async () => {
    const [home] = await buildHomes(app, [
      { members: family },
      { members: [{ name: '邻居', kind: 'tenant' }] },
    ])
    const [owner, adult, , , , inHospital] = home?.personIds.map(String) ?? []
    const adults = await readKeys('adults')
    expect(new Set(adults.groups.map(({ voterKey }) => voterKey).slice(0, 3))).toEqual(
      new Set([owner, adult, inHospital].map((id) => `person:${id}`)),
    )
    expect(adults).toMatchObject({ groups: { length: 4 }, gaps: { births: 1, homes: 0 } })
    const households = await readKeys('households')
    expect(households.groups.map(({ personIds }) => personIds.length)).toEqual([3, 1])
    // The same, asked for one person only.
    const own = await readKeys('households', adult)
    expect(own.groups).toEqual([households.groups[0]])
    expect((await readKeys('adults', adult)).groups).toHaveLength(1)
    expect((await readKeys('adults', home?.personIds[2]?.toString())).groups).toHaveLength(0)
  })

  it('of owners counts homes of the same owners as one head, whoever lives there, and homes of nobody', async () => {
    const [shared, rented] = await buildHomes(app, [
      { members: [{ name: '甲' }, { name: '乙' }, { name: '租户', kind: 'tenant' }], area: 89.37 },
      { members: [{ name: '房东', isAway: true, state: 'moved' }], area: 100 },
      { members: [{ name: '孩子', birthDate: '2015-01-01' }], area: 50.5 },
      { members: [{ name: '故人', state: 'deceased' }], area: 60 },
    ])
    const [jia, yi] = shared?.personIds ?? []
    const landlord = rented?.personIds[0]
    // A second home of the couple, one of the landlord alone, and one that only one of the couple owns.
    await buildHomes(app, [
      { members: [], area: 10.63, also: [jia, yi].flatMap((id) => id ?? []) },
      { members: [], area: 1, also: landlord ? [landlord] : [] },
      { members: [], area: 7, also: jia ? [jia] : [] },
    ])
    const { groups, gaps } = await readKeys('owners')
    const seen = groups.map(({ voterKey, personIds, area }) => [
      voterKey.split(':')[0],
      personIds.length,
      area,
    ])
    expect(seen.sort()).toEqual(
      [
        ['owners', 2, 10_000],
        ['owners', 1, 10_100],
        // Her guardian comes to the desk.
        ['owners', 0, 5050],
        ['home', 0, 6000],
        ['owners', 1, 700],
      ].sort(),
    )
    expect(gaps).toEqual({ births: 0, homes: 0 })
    const own = await readKeys('owners', jia?.toString())
    expect(own.groups.map(({ area }) => area).sort()).toEqual([10_000, 700])
    expect(new Set(groups.map(({ voterKey }) => voterKey))).toEqual(
      new Set([...groups, ...own.groups].map(({ voterKey }) => voterKey)),
    )
  })

  it('is fixed at the opening: who comes later is not on it, who dies or moves away is struck off', async () => {
    const [first, second, third] = await buildHomes(app, [
      { members: [{ name: '甲' }] },
      { members: [{ name: '乙' }] },
      { members: [{ name: '丙' }] },
    ])
    const { secretary, ballot } = await buildOpenBallot(app)
    const [late] = await buildHomes(app, [{ members: [{ name: '新来的' }] }])
    const newcomer = await buildVoter(late?.personIds[0])
    expectError(await vote(app, newcomer, ballot.id, ['a']), 'ballot.not_on_roll')
    const voter = await buildVoter(first?.personIds[0])
    expect((await vote(app, voter, ballot.id, ['a'])).status).toBe(200)
    const move = (id: string | undefined, to: 'moved' | 'deceased' | 'hospital') =>
      app.api(secretary).ok(personContracts.setPersonState, {
        params: { id: id ?? '' },
        body: { from: 'present', to, note: '家属来社区说的' },
      })
    // A vote that is cast stands; one not cast is struck off with the whole it is measured by.
    await move(first?.personIds[0]?.toString(), 'moved')
    await move(second?.personIds[0]?.toString(), 'deceased')
    await move(third?.personIds[0]?.toString(), 'hospital')
    const seen = await app.api(secretary).ok(getBallot, { params: { id: ballot.id } })
    expect(seen).toMatchObject({ size: { heads: 2 }, turnout: { heads: 1 } })
    const gone = await buildVoter(second?.personIds[0])
    expectError(await vote(app, gone, ballot.id, ['a']), 'ballot.not_on_roll')
    const ill = await buildVoter(third?.personIds[0])
    expect((await vote(app, ill, ballot.id, ['b'])).status).toBe(200)
    await closeBallot(app, ballot)
    const { result } = await app.api(secretary).ok(getBallot, { params: { id: ballot.id } })
    expect(result).toMatchObject({ electorate: { heads: 2 }, turnout: { heads: 2 }, outcome: 'failed' })
  })

  it('has nobody twice, when two servers open at once and one died before', async () => {
    await buildHomes(
      app,
      Array.from({ length: 30 }, (_, i) => ({ members: [{ name: `居民${i}` }] })),
    )
    const secretary = await buildSecretary()
    const ballot = await announceBallot(app, secretary)
    // Left by a server that died while it wrote.
    const record = await readBallot(ballot.id)
    if (record) await writeRoll(record, app.deps.clock.now(), app.deps)
    app.deps.clock.set(ballot.opensAt)
    await Promise.all([sweepBallots(app.deps), sweepBallots(app.deps), sweepBallots(app.deps)])
    await openBallot(app, ballot)
    expect(await RollLine.countDocuments()).toBe(30)
    const seen = await app.api(secretary).ok(getBallot, { params: { id: ballot.id } })
    expect(seen).toMatchObject({ state: 'open', size: { heads: 30 } })
    // Nor can anything write somebody a second time: the database refuses her key.
    const line = await RollLine.findOne().orFail().lean()
    const again = RollLine.collection.insertOne({ ...line, _id: new Types.ObjectId() })
    await expect(again).rejects.toMatchObject({ code: 11000 })
  })

  it('asks the register to be complete before owners vote by area, and for somebody to vote at all', async () => {
    const secretary = await buildSecretary()
    await buildEstate()
    const now = app.deps.clock.now()
    const owners = { kind: 'owners', electorate: 'owners', estate: testEstate, matter: 'ordinary' } as const
    const draft = async (overrides: Parameters<typeof ballotBody>[1]) =>
      app.api(secretary).ok(ballotContracts.createBallot, { body: ballotBody(now, overrides) })
    const announce = ({ id, version }: { id: string; version: number }) =>
      app
        .api(secretary)
        .call(ballotContracts.actOnBallot, { params: { id }, body: { action: 'announce', version } })
    expectError(await announce(await draft({})), 'ballot.nobody')
    await buildHomes(app, [{ members: [{ name: '甲' }] }, { members: [{ name: '乙' }], area: 80 }])
    const { details } = expectError(await announce(await draft(owners)), 'ballot.areas_missing')
    expect(details).toEqual({ homes: 1 })
    const announced = await draft({})
    expect((await announce(announced)).status).toBe(200)
    // Nor is it changed past the register afterwards, nor opened when the register has changed.
    const { version } = await app.api(secretary).ok(getBallot, { params: { id: announced.id } })
    const edited = { ...editBody(now), ...owners, title: '改成业主投', version }
    const edit = await app
      .api(secretary)
      .call(ballotContracts.editBallot, { params: { id: announced.id }, body: edited })
    expectError(edit, 'ballot.areas_missing')
    await Person.updateMany({}, { $set: { state: 'moved' } })
    await openBallot(app, announced)
    expect((await app.api(secretary).ok(getBallot, { params: { id: announced.id } })).state).toBe('draft')
    expect(await RollLine.countDocuments()).toBe(0)
    await moveOutbox(app.deps)
    const told = await InboxMessage.findOne({ userId: secretary._id, event: 'ballot.takenBack' }).lean()
    expect(told?.body).toContain('没有人可以投')
  })
})

describe('a roll that the desk reads', () => {
  it('says who has voted and what the home calls it, and finds by name and room', async () => {
    const [home] = await buildHomes(app, [{ members: [{ name: '王建国' }] }, { members: [{ name: '李芳' }] }])
    const { secretary, ballot } = await buildOpenBallot(app)
    const wang = await buildVoter(home?.personIds[0])
    await vote(app, wang, ballot.id, ['a'])
    const list = (body: { q?: string; only?: 'missing' }) =>
      app.api(secretary).ok(voteContracts.listRoll, { params: { id: ballot.id }, body })
    expect((await list({})).items.map(({ label, hasVoted }) => [label.split('，')[0], hasVoted])).toEqual([
      ['王建国', true],
      ['李芳', false],
    ])
    expect((await list({ only: 'missing' })).items.map(({ members }) => members[0]?.name)).toEqual(['李芳'])
    expect((await list({ q: '王建国' })).items).toHaveLength(1)
    expectError(
      await app.api(wang).call(voteContracts.listRoll, { params: { id: ballot.id } }),
      'access.denied',
    )
  })
})
