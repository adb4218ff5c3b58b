import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { errors } from '@linli/shared/errors'
import type { ServerEvent } from '@linli/shared/events'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { Types } from 'mongoose'
import { mayWatch } from '../../realtime/roomAccess'
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
} from '../../test/ballots.factory'
import { settleForum } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Mute } from '../moderation/mute.model'
import { followPersonChange } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { readActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { onBallotClosed, onBallotOpened } from './ballot.hooks'
import { Ballot } from './ballot.model'
import { sweepBallots } from './ballot.sweep'

const {
  getBallot,
  editBallot,
  actOnBallot,
  listBallots,
  listMyBallots,
  createBallot,
  removeBallot,
  printBallot,
} = ballotContracts
const { castVote, nameVoter, contestVoter, settleVoter, listReceipts, listRoll } = voteContracts

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

const see = (user: TestUser, id: string) => app.api(user).ok(getBallot, { params: { id } })

/** What somebody was told. */
async function titlesOf({ id }: TestUser): Promise<string[]> {
  const rows = await InboxMessage.find({ userId: id }, { title: 1 }).lean()
  return rows.map(({ title }) => title)
}

/** Waits until an event was published so often: what happens in the same half second is told as one. */
async function hear(times: number, event: ServerEvent): Promise<void> {
  const count = () =>
    app.deps.published.filter((each) => JSON.stringify(each) === JSON.stringify(event)).length
  for (let i = 0; i < 100 && count() < times; i += 1) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(count()).toBeGreaterThanOrEqual(times)
}

/** So many people of age, each in a home of their own, with their accounts. */
async function buildVoters(count: number, area?: number): Promise<TestUser[]> {
  const homes = await buildHomes(
    app,
    Array.from({ length: count }, (_, i) => ({ members: [{ name: `居民${i}` }], ...(area ? { area } : {}) })),
  )
  return Promise.all(homes.map(({ personIds }) => buildVoter(personIds[0])))
}

it('is checked from the draft on: what is risky is not announced, taken back, or not voted on until a person has looked', async () => {
  const [a] = await buildVoters(1)
  const secretary = await buildSecretary()
  const api = app.api(secretary)
  const settle = async (verdict: 'risky' | 'pass') => {
    app.deps.ports.wechat.textVerdict = { verdict }
    await settleForum(app.deps)
  }
  const start = app.deps.clock.now()
  const draft = await api.ok(createBallot, { body: ballotBody(start) })
  await settle('risky')
  const params = { id: draft.id }
  const announce = (version: number) =>
    api.call(actOnBallot, { params, body: { action: 'announce' as const, version } })
  expect(expectError(await announce(draft.version), 'ballot.words_refused').details).toMatchObject({
    state: 'draft',
  })
  expect(await titlesOf(secretary)).toEqual(['您写的内容没有通过核对'])
  const edit = async (title: string) => {
    const { version } = await see(secretary, draft.id)
    return api.ok(editBallot, { params, body: { ...editBody(start, { title }), version } })
  }
  // Announced before the check has answered, it comes back when the answer is bad.
  expect((await announce((await edit('换一个问法')).version)).status).toBe(200)
  await settle('risky')
  expect(await see(secretary, draft.id)).toMatchObject({ state: 'draft', title: '换一个问法' })
  expect((await announce((await edit('再换一个问法')).version)).status).toBe(200)
  await settle('pass')
  await openBallot(app, draft)
  await edit('开始以后又改了')
  await settle('risky')
  const seen = await see(a ?? secretary, draft.id)
  expect(seen).toMatchObject({ state: 'open', title: '（正在核对）', mine: [{ canVote: false }] })
  expect(JSON.stringify(seen)).not.toContain('开始以后又改了')
  expectError(await vote(app, a ?? secretary, draft.id, ['a']), 'ballot.being_checked')
})

describe('an open ballot of residents', () => {
  it('goes from the draft to the result, and tells everybody at each step', async () => {
    const news: string[] = []
    onBallotOpened(({ subject }) => Promise.resolve(void news.push(`opened ${subject.id?.toString()}`)))
    onBallotClosed(({ outcome, kind }) => Promise.resolve(void news.push(`${kind} ${outcome}`)))
    const [a, b, c] = await buildVoters(3)
    if (!a || !b || !c) throw new Error('voters are missing')
    const secretary = await buildSecretary()
    const about = new Types.ObjectId().toString()
    const subject = { kind: 'meeting' as const, id: about, title: '装路灯' }
    const draft = await app
      .api(secretary)
      .ok(createBallot, { body: ballotBody(app.deps.clock.now(), { subject }) })
    expectError(await app.api(a).call(getBallot, { params: { id: draft.id } }), 'record.not_found')
    const print = async (): Promise<string> =>
      (await app.api(secretary).call(printBallot, { params: { id: draft.id } })).bytes.toString()
    expect(await print()).toContain('草稿：还没有公布，请不要张贴')
    const { version } = draft
    const announced = await app
      .api(secretary)
      .ok(actOnBallot, { params: { id: draft.id }, body: { action: 'announce', version } })
    expect(announced).toMatchObject({ state: 'announced', stateText: '已公布，还没有开始投票' })
    expect(await print()).not.toContain('不要张贴')
    expectError(await vote(app, a, draft.id, ['a']), 'ballot.not_open_yet')
    await openBallot(app, announced)
    await hear(1, {
      name: 'ballot.changed',
      rooms: [`ballot:${draft.id}`],
      data: { id: draft.id, state: 'open' },
    })
    const list = await app.api(b).ok(listBallots, { query: { subjectId: about } })
    expect(list.items).toMatchObject([{ id: draft.id, state: 'open', isWaiting: true }])
    expect((await app.api(b).ok(listMyBallots)).items).toHaveLength(1)
    expect(await titlesOf(b)).toEqual(['请您投票：要不要装一盏路灯'])

    // An open vote may be changed, also by the same press sent twice, and is one vote all the same.
    const first = await vote(app, a, draft.id, ['b'], 'press-one-0001')
    const again = await vote(app, a, draft.id, ['b'], 'press-one-0001')
    expect(again.body).toEqual({ ...first.body, isChanged: false })
    expect((await vote(app, a, draft.id, ['a'], 'press-two-0002')).body.isChanged).toBe(true)
    await vote(app, b, draft.id, ['a'])
    // Whoever has it open hears that somebody voted, and neither who nor what.
    const data = { id: draft.id, state: 'open' }
    await hear(2, { name: 'ballot.changed', rooms: [`ballot:${draft.id}`], data })
    expect(await see(a, draft.id)).toMatchObject({
      turnout: { heads: 2 },
      turnoutByDay: [{ heads: 2 }],
      mine: [{ hasVoted: true, canVote: true, choices: ['a'] }],
    })
    expect((await see(secretary, draft.id)).result).toBeUndefined()
    await closeBallot(app, announced)
    const closed = await see(c, draft.id)
    expect(closed).toMatchObject({ state: 'closed', outcomeText: '通过', mine: [{ canVote: false }] })
    expect(closed.result?.tallies.map(({ text, heads }) => [text, heads])).toEqual([
      ['同意', 2],
      ['反对', 0],
      ['弃权', 0],
    ])
    expect(closed.result?.words[0]).toBe('可以投 3 票，实际投了 2 票。要求过半数，够了。')
    expectError(await vote(app, c, draft.id, ['a']), 'ballot.closed')
    expect(news).toEqual([`opened ${about}`, 'residents passed'])
    expect(await titlesOf(c)).toContain('投票结果：要不要装一盏路灯')
    const { bytes } = await app.api(c).call(printBallot, { params: { id: draft.id } })
    expect(bytes.toString()).toContain('<h2>结果：通过</h2>')
    const roll = await app.api(secretary).ok(listRoll, { params: { id: draft.id } })
    expect(roll.items.map(({ choiceText }) => choiceText)).toEqual(['同意', '同意', undefined])
  })

  it('is not decided when exactly half take part, and says so', async () => {
    const [a] = await buildVoters(2)
    const { secretary, ballot } = await buildOpenBallot(app)
    if (a) await vote(app, a, ballot.id, ['a'])
    await closeBallot(app, ballot)
    const { result } = await see(secretary, ballot.id)
    expect(result).toMatchObject({ outcome: 'noQuorum', outcomeText: '参加的人不够，这次结果无效' })
  })

  it('is for whoever is muted, too, and not for a proxy, a stranger or one who is not on the roll', async () => {
    const [a] = await buildVoters(1)
    const { ballot } = await buildOpenBallot(app)
    const now = app.deps.clock.now()
    if (!a) return
    const { district, community } = testAreas
    const until = new Date(now.getTime() + 30 * 86_400_000)
    const mute = { caseId: a._id, userId: a._id, district, community, from: now, until, rule: '不发广告' }
    await Mute.create({ ...mute, by: a._id, byName: '书记' })
    const stranger = await buildResident({ community: testAreas.neighbourCommunity })
    const key = (await see(a, ballot.id)).mine[0]?.voterKey ?? ''
    const body = { voterKey: key, version: ballot.version, choices: ['a'] }
    expectError(
      await app.api(stranger).call(castVote, { params: { id: ballot.id }, body }),
      'record.not_found',
    )
    const mayHear = async ({ id }: TestUser) => {
      const actor = await readActor(id, 'session', now)
      return actor && mayWatch(actor, 'ballot', ballot.id, app.deps)
    }
    expect([await mayHear(a), await mayHear(stranger)]).toEqual([true, false])
    const neighbour = await buildResident()
    expectError(
      await app.api(neighbour).call(castVote, { params: { id: ballot.id }, body }),
      'ballot.not_on_roll',
    )
    expect((await vote(app, a, ballot.id, ['a'])).status).toBe(200)
  })
})

describe('the rules', () => {
  it('may be changed until the first vote, and by nobody after it', async () => {
    const [a] = await buildVoters(1)
    const { secretary, ballot } = await buildOpenBallot(app)
    const { opensAt, closesAt } = ballot
    const written = editBody(app.deps.clock.now(), { opensAt, closesAt })
    const edit = (version: number, overrides: object = {}) =>
      app.api(secretary).call(editBallot, {
        params: { id: ballot.id },
        body: { ...written, title: '换个题目', version, ...overrides },
      })
    // Everybody was told when it closes: brought forward, it still leaves the least time that a ballot may have.
    const closeAt = (minutes: number) => ({
      closesAt: new Date(app.deps.clock.now().getTime() + minutes * 60_000).toISOString(),
    })
    expectError(await edit(ballot.version, closeAt(59)), 'ballot.times_invalid')
    // Whom it asks stays once the roll is written.
    expectError(await edit(ballot.version, { electorate: 'households' }), 'ballot.rule_invalid')
    const edited = await edit(ballot.version)
    expect(edited.body).toMatchObject({ title: '换个题目' })
    expectError(await edit(ballot.version), 'ballot.changed')
    if (!a) return
    // Who has read the old words does not vote on the new ones.
    const { mine } = await see(a, ballot.id)
    const old = { voterKey: mine[0]?.voterKey ?? '', version: ballot.version, choices: ['a'] }
    expectError(await app.api(a).call(castVote, { params: { id: ballot.id }, body: old }), 'ballot.changed')
    // Of a change and a first vote on the same words one stands.
    const { version } = edited.body
    const [voted, changed] = await Promise.all([
      app.api(a).call(castVote, { params: { id: ballot.id }, body: { ...old, version } }),
      edit(version),
    ])
    expect([voted.status, changed.status].sort()).toEqual([200, 409])
    if (voted.status !== 200) expect((await vote(app, a, ballot.id, ['a'])).status).toBe(200)
    const { details } = expectError(await edit((await see(secretary, ballot.id)).version), 'ballot.frozen')
    expect(details).toEqual({ state: 'open' })
  })

  it('of residents are the street’s, and stay as they were announced', async () => {
    await buildVoters(1)
    const [secretary, officer] = [await buildSecretary(), await buildStreetOfficer()]
    const code = testAreas.street
    const rule = {
      quorum: { numerator: 2, denominator: 3, isOver: false },
      majority: { numerator: 3, denominator: 4, isOver: false },
    }
    const { setBallotPreset, getBallotPreset } = ballotContracts
    const before = await announceBallot(app, secretary)
    const refused = await app.api(secretary).call(setBallotPreset, { params: { code }, body: rule })
    expectError(refused, 'access.denied')
    await app.api(officer).ok(setBallotPreset, { params: { code }, body: rule })
    await app.api(officer).ok(setBallotPreset, { params: { code }, body: rule })
    const seen = await app.api(secretary).ok(getBallotPreset, { params: { code } })
    expect(seen).toMatchObject({
      canEdit: false,
      texts: [expect.stringContaining('三分之二以上'), expect.anything()],
    })
    const after = await announceBallot(app, secretary)
    expect([before.rule.quorum?.numerator, after.rule.quorum?.numerator]).toEqual([1, 2])
    expect(await AuditEntry.countDocuments({ action: 'ballot.presetSet' })).toBe(2)
    const abroad = await buildStreetOfficer(testAreas.otherStreet)
    expectError(await app.api(abroad).call(getBallotPreset, { params: { code } }), 'access.denied')
  })

  it.each([
    ['a residents’ ballot of owners', { electorate: 'owners', estate: testEstate }],
    ['a ranked residents’ ballot', { form: 'ranked', plans: ['甲', '乙'] }],
    ['a rule of one’s own for residents', { rule: { quorum: null, majority: null } }],
    [
      'a secret owners’ ballot',
      { kind: 'owners', electorate: 'owners', estate: testEstate, matter: 'ordinary', isSecret: true },
    ],
    ['owners without what is decided', { kind: 'owners', electorate: 'owners', estate: testEstate }],
    [
      'owners of an estate of elsewhere',
      { kind: 'owners', electorate: 'owners', matter: 'ordinary', estate: `${testAreas.farCommunity}-E01` },
    ],
    ['one plan', { kind: 'opinion', form: 'single', plans: ['甲'] }],
    ['two plans of the same name', { kind: 'opinion', form: 'single', plans: ['甲', '甲'] }],
    ['plans beside yes and no', { plans: ['甲', '乙'] }],
  ] as const)('refuse %s', async (_, overrides) => {
    const secretary = await buildSecretary()
    const body = ballotBody(app.deps.clock.now(), overrides as object)
    expectError(await app.api(secretary).call(createBallot, { body }), 'ballot.rule_invalid')
  })

  it('ask for time: to name who votes, and to vote', async () => {
    await buildVoters(1)
    const secretary = await buildSecretary()
    const now = app.deps.clock.now()
    const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString()
    const create = (overrides: object) =>
      app.api(secretary).call(createBallot, { body: ballotBody(now, overrides) })
    expectError(await create({ opensAt: at(48), closesAt: at(48) }), 'ballot.times_invalid')
    expectError(await create({ opensAt: at(1), closesAt: at(1 + 61 * 24) }), 'ballot.times_invalid')
    const { body: draft } = await create({ electorate: 'households', opensAt: at(23), closesAt: at(48) })
    const { id, version } = draft
    const announced = await app
      .api(secretary)
      .call(actOnBallot, { params: { id }, body: { action: 'announce', version } })
    expectError(announced, 'ballot.times_invalid')
    await app.api(secretary).ok(removeBallot, { params: { id } })
    expectError(await app.api(secretary).call(getBallot, { params: { id } }), 'record.not_found')
  })
})

describe('a vote that a home shares', () => {
  it('is cast by whom they named beforehand; an objection blocks it until the secretary has heard both', async () => {
    const [home] = await buildHomes(app, [
      { members: [{ name: '丈夫' }, { name: '妻子' }, { name: '女儿', birthDate: '2015-01-01' }] },
    ])
    const [husband, wife] = await Promise.all((home?.personIds ?? []).slice(0, 2).map((id) => buildVoter(id)))
    if (!husband || !wife || !home) return
    const secretary = await buildSecretary()
    const { id, opensAt } = await announceBallot(app, secretary, { electorate: 'households' })
    const [ballot] = (await app.api(wife).ok(listBallots)).items
    expect(ballot?.id).toBe(id)
    const [his] = (await see(husband, id)).mine
    expect(his).toMatchObject({
      canName: true,
      canVote: false,
      members: [{ name: '丈夫' }, { name: '妻子' }],
    })
    const voterKey = his?.voterKey ?? ''
    const [husbandId, wifeId, childId] = home.personIds.map(String)
    const name = (user: TestUser, personId = '') =>
      app.api(user).call(nameVoter, { params: { id }, body: { voterKey, personId } })
    expectError(await name(husband, childId), 'ballot.not_on_roll')
    expect((await name(husband, husbandId)).status).toBe(200)
    expectError(await name(wife, wifeId), 'ballot.voter_is_another')
    await openBallot(app, { id, opensAt })
    expect(await titlesOf(wife)).toEqual(expect.arrayContaining(['您家登记了由谁投票']))
    expectError(await vote(app, wife, id, ['a']), 'ballot.voter_is_another')
    const contest = () =>
      app.api(wife).call(contestVoter, { params: { id }, body: { voterKey, text: '没有和我商量过' } })
    expect((await contest()).status).toBe(200)
    expect((await contest()).status).toBe(200)
    expectError(await vote(app, husband, id, ['a']), 'ballot.contested')
    const contested = await app.api(secretary).ok(listRoll, { params: { id }, body: { only: 'contested' } })
    expect(contested.items).toMatchObject([
      { contest: { by: '妻子', text: '没有和我商量过' }, voter: { name: '丈夫' } },
    ])
    const settle = (by: TestUser, text = '听过双方：这次由妻子来投') =>
      app.api(by).call(settleVoter, { params: { id }, body: { voterKey, personId: wifeId ?? '', text } })
    expectError(await settle(wife), 'access.denied')
    expect((await settle(secretary)).status).toBe(204)
    expectError(await name(husband, husbandId), 'ballot.settled')
    // Both were heard: neither they nor the secretary begin again.
    const again = { params: { id }, body: { voterKey, text: '还是不同意' } }
    expectError(await app.api(husband).call(contestVoter, again), 'ballot.settled')
    expectError(await settle(secretary), 'ballot.voter_named')
    expectError(await vote(app, husband, id, ['a']), 'ballot.voter_is_another')
    expect((await vote(app, wife, id, ['b'])).status).toBe(200)
    // What each said is for them and the secretary, and encrypted.
    expect(JSON.stringify(await see(husband, id))).not.toContain('没有和我商量过')
  })

  it('edited or taken back after its announcement is told to all who were asked to name, and a draft to nobody', async () => {
    const [home] = await buildHomes(app, [
      { members: [{ name: '丈夫' }, { name: '妻子' }] },
      { members: [{ name: '独居' }] },
    ])
    const [husband, wife] = await Promise.all((home?.personIds ?? []).map((id) => buildVoter(id)))
    const [secretary, alone] = [await buildSecretary(), await buildResident()]
    if (!husband || !wife) throw new Error('nobody')
    const { id } = await announceBallot(app, secretary, { electorate: 'households' })
    await moveOutbox(app.deps)
    const told = async (): Promise<string[][]> => {
      await moveOutbox(app.deps)
      return Promise.all([husband, wife, alone].map(async (user) => (await titlesOf(user)).sort()))
    }
    const start = app.deps.clock.now()
    const edit = async (title: string) => {
      const { version } = await see(secretary, id)
      const body = { ...editBody(start, { title, electorate: 'households' }), version }
      await app.api(secretary).ok(editBallot, { params: { id }, body })
    }
    const asked = '请登记您家由谁投票：要不要装一盏路灯'
    expect(await told()).toEqual([[asked], [asked], []])
    await edit('装几盏路灯')
    const edited = [asked, '这次投票有改动，请再看一遍：装几盏路灯'].sort()
    expect(await told()).toEqual([edited, edited, []])
    const { version, mine } = await see(husband, id)
    const naming = { voterKey: mine[0]?.voterKey ?? '', personId: home?.personIds[0]?.toString() ?? '' }
    await app.api(husband).ok(nameVoter, { params: { id }, body: naming })
    const back = { action: 'takeBack' as const, version }
    await app.api(secretary).ok(actOnBallot, { params: { id }, body: back })
    const [his, hers] = await told()
    expect([his, hers].map((titles) => titles?.filter((title) => title.includes('先收回修改')))).toEqual([
      ['这次投票先收回修改：装几盏路灯'],
      ['这次投票先收回修改：装几盏路灯'],
    ])
    // A draft is the desk's alone: the message does not open it, and its changes are nobody's news.
    const { page } = (await InboxMessage.findOne({ userId: wife.id, event: 'ballot.takenBack' }).lean()) ?? {}
    expect(page).toBe('packages/ballots/pages/list/index')
    await edit('到底装几盏')
    expect(await told()).toEqual([his, hers, []])
  })

  it('waits half a day after a naming shortly before the opening, too, so that the others can object', async () => {
    const [home] = await buildHomes(app, [{ members: [{ name: '丈夫' }, { name: '妻子' }] }])
    const [husband, wife] = await Promise.all((home?.personIds ?? []).map((id) => buildVoter(id)))
    if (!husband || !wife) throw new Error('nobody')
    const { id, opensAt } = await announceBallot(app, await buildSecretary(), { electorate: 'households' })
    const [his] = (await see(husband, id)).mine
    const voterKey = his?.voterKey ?? ''
    const nameHer = (by: TestUser) =>
      app.api(by).ok(nameVoter, {
        params: { id },
        body: { voterKey, personId: home?.personIds[1]?.toString() ?? '' },
      })
    app.deps.clock.set(new Date(new Date(opensAt).getTime() - 1000))
    await nameHer(wife)
    await openBallot(app, { id, opensAt })
    expectError(await vote(app, wife, id, ['a']), 'ballot.named_too_late')
    const contest = { params: { id }, body: { voterKey, text: '没有和我商量过' } }
    expect((await app.api(husband).call(contestVoter, contest)).status).toBe(200)
    expectError(await vote(app, wife, id, ['a']), 'ballot.contested')
  })

  it('is settled by the secretary only where nobody is named or they do not agree', async () => {
    const homes = await buildHomes(app, [
      { members: [{ name: '老王' }, { name: '小王' }] },
      { members: [{ name: '老李' }, { name: '小李' }] },
    ])
    const ids = homes.map(({ personIds }) => personIds.map(String))
    const [old, young] = await Promise.all((homes[0]?.personIds ?? []).map((id) => buildVoter(id)))
    const other = await buildVoter(homes[1]?.personIds[0])
    if (!old || !young) throw new Error('nobody')
    const secretary = await buildSecretary()
    const { id, opensAt } = await announceBallot(app, secretary, { electorate: 'households' })
    const keyOf = async (user: TestUser) => (await see(user, id)).mine[0]?.voterKey ?? ''
    const [voterKey, otherKey] = [await keyOf(old), await keyOf(other)]
    const body = { voterKey, personId: ids[0]?.[0] ?? '' }
    await app.api(old).ok(nameVoter, { params: { id }, body })
    await openBallot(app, { id, opensAt })
    const settle = (key: string, personId = '') =>
      app.api(secretary).call(settleVoter, {
        params: { id },
        body: { voterKey: key, personId, text: '我来定这一票由谁投' },
      })
    expectError(await settle(voterKey, ids[0]?.[1]), 'ballot.voter_named')
    const { items } = await app.api(secretary).ok(listRoll, { params: { id } })
    expect(items.map((line) => [line.voterKey, line.canSettle]).sort()).toEqual(
      [
        [voterKey, false],
        [otherKey, true],
      ].sort(),
    )
    expect((await vote(app, old, id, ['a'])).status).toBe(200)
    // Nobody was heard where nobody was named: who was not asked may still object, once.
    expect((await settle(otherKey, ids[1]?.[1])).status).toBe(204)
    expect((await see(other, id)).mine).toMatchObject([{ canContest: true, canName: false }])
    const contest = { params: { id }, body: { voterKey: otherKey, text: '没有人问过我' } }
    expect((await app.api(other).call(contestVoter, contest)).status).toBe(200)
    expect((await settle(otherKey, ids[1]?.[0])).status).toBe(204)
    expect((await see(other, id)).mine).toMatchObject([{ canVote: true, canContest: false }])
  })

  it('waits half a day after a late naming, and only then', async () => {
    const [home] = await buildHomes(app, [
      { members: [{ name: '兄' }, { name: '弟' }] },
      { members: [{ name: '独居' }] },
    ])
    const [elder, younger] = await Promise.all((home?.personIds ?? []).map((id) => buildVoter(id)))
    if (!elder || !younger) return
    const { ballot } = await buildOpenBallot(app, { electorate: 'households' })
    expectError(await vote(app, elder, ballot.id, ['a']), 'ballot.voter_not_named')
    const { mine } = await see(elder, ballot.id)
    const body = { voterKey: mine[0]?.voterKey ?? '', personId: home?.personIds[0]?.toString() ?? '' }
    // So near the end that she could not vote any more: said at once, and not after a press that helps nobody.
    const { closesAt } = await see(elder, ballot.id)
    await Ballot.updateOne(
      { _id: ballot.id },
      { $set: { closesAt: new Date(app.deps.clock.now().getTime() + 3 * 60 * 60_000) } },
    )
    expect((await see(elder, ballot.id)).mine).toMatchObject([
      { canName: false, note: errors['ballot.naming_over'].message },
    ])
    expectError(
      await app.api(younger).call(nameVoter, { params: { id: ballot.id }, body }),
      'ballot.naming_over',
    )
    await Ballot.updateOne({ _id: ballot.id }, { $set: { closesAt: new Date(closesAt) } })
    await app.api(younger).ok(nameVoter, { params: { id: ballot.id }, body })
    expectError(await vote(app, elder, ballot.id, ['a']), 'ballot.named_too_late')
    // Written down as moved by mistake, and put right: she is of the home again, and votes for it.
    const gone = home?.personIds[0]?.toString() ?? ''
    await followPersonChange(gone, 'moved', app.deps)
    expect((await see(younger, ballot.id)).mine[0]?.members).toHaveLength(1)
    await followPersonChange(gone, 'present', app.deps)
    expect((await see(younger, ballot.id)).mine[0]?.members).toHaveLength(2)
    // Of a home that was taken for gone as a whole, one who is there votes; who comes back twice counts once.
    const move = async (personId: string, state: 'moved' | 'present') => {
      await Person.updateOne({ _id: personId }, { $set: { state } })
      await followPersonChange(personId, state, app.deps)
    }
    const other = home?.personIds[1]?.toString() ?? ''
    for (const personId of [gone, other]) await move(personId, 'moved')
    expect((await Ballot.findById(ballot.id).lean())?.struck).toMatchObject({ heads: 1 })
    await Promise.all([move(gone, 'present'), move(gone, 'present')])
    expect((await Ballot.findById(ballot.id).lean())?.struck).toMatchObject({ heads: 0 })
    expect((await see(elder, ballot.id)).mine[0]?.members).toHaveLength(1)
    await move(other, 'present')
    expect((await see(younger, ballot.id)).mine[0]?.members).toHaveLength(2)
    app.deps.clock.advance(12, 'hours')
    expect((await vote(app, elder, ballot.id, ['a'])).status).toBe(200)
    const contest = { voterKey: body.voterKey, text: '改主意了' }
    expectError(
      await app.api(younger).call(contestVoter, { params: { id: ballot.id }, body: contest }),
      'ballot.already_voted',
    )
  })

  it('is never settled by a secretary of the same home', async () => {
    const [home] = await buildHomes(app, [{ members: [{ name: '书记' }, { name: '家人' }] }])
    const secretary = await buildSecretary()
    await User.updateOne({ _id: secretary._id }, { $set: { personId: home?.personIds[0] } })
    const { ballot } = await buildOpenBallot(app, { electorate: 'households' }, secretary)
    const [line] = (await app.api(secretary).ok(listRoll, { params: { id: ballot.id } })).items
    const body = {
      voterKey: line?.voterKey ?? '',
      personId: home?.personIds[1]?.toString() ?? '',
      text: '我们商量好了',
    }
    const params = { id: ballot.id }
    expectError(await app.api(secretary).call(settleVoter, { params, body }), 'access.denied')
    expect((await app.api(await buildStreetOfficer()).call(settleVoter, { params, body })).status).toBe(204)
  })
})

describe('owners', () => {
  it('decide by heads and by area together', async () => {
    const areas = [100, 100, 100, 50.25, 50.25, 299.5]
    const homes = await buildHomes(
      app,
      areas.map((area, i) => ({ members: [{ name: `业主${i}`, isAway: i === 1 }], area })),
    )
    await buildEstate()
    const users = await Promise.all(homes.map(({ personIds }) => buildVoter(personIds[0])))
    const { secretary, ballot } = await buildOpenBallot(app, {
      ...{ kind: 'owners', electorate: 'owners', estate: testEstate, matter: 'ordinary' },
    })
    expect(ballot).toMatchObject({ isByArea: true, size: { heads: 6, area: 70_000 } })
    // Four of six heads, exactly two thirds; 350.25 + 116.41… of 700 are not.
    for (const [i, choice] of [
      [0, 'a'],
      [1, 'a'],
      [3, 'a'],
      [4, 'b'],
    ] as const) {
      const user = users[i]
      if (user) await vote(app, user, ballot.id, [choice])
    }
    await closeBallot(app, ballot)
    const { result } = await see(secretary, ballot.id)
    expect(result).toMatchObject({ outcome: 'noQuorum', turnout: { heads: 4, area: 30_050 } })
    expect(result?.words[0]).toContain('300.50 平方米（共 700 平方米）')
  })
})

describe('the street', () => {
  it('sets a ballot aside with its reason, at any time after the announcement', async () => {
    const outcomes: string[] = []
    onBallotClosed(({ outcome }) => Promise.resolve(void outcomes.push(outcome)))
    const [a] = await buildVoters(1)
    if (!a) return
    const [secretary, officer] = [await buildSecretary(), await buildStreetOfficer()]
    const { ballot } = await buildOpenBallot(app, {}, secretary)
    await vote(app, a, ballot.id, ['a'])
    await closeBallot(app, ballot)
    const { version } = await see(officer, ballot.id)
    const aside = { action: 'void' as const, version, reason: '名册漏了一栋楼' }
    expectError(
      await app.api(secretary).call(actOnBallot, { params: { id: ballot.id }, body: aside }),
      'access.denied',
    )
    const seen = await app.api(officer).ok(actOnBallot, { params: { id: ballot.id }, body: aside })
    expect(seen).toMatchObject({ state: 'void', outcome: 'void', voidReason: '名册漏了一栋楼' })
    expect(seen.result).toBeUndefined()
    await moveOutbox(app.deps)
    expect(outcomes).toEqual(['passed', 'void'])
    expectError(await vote(app, a, ballot.id, ['b']), 'ballot.not_now')
  })
})

describe('the clock', () => {
  it('gives a ballot back whose whole time went by while the server was down, and calls nobody to vote', async () => {
    const [a] = await buildVoters(1)
    const secretary = await buildSecretary()
    if (!a) throw new Error('nobody')
    const { id, closesAt } = await announceBallot(app, secretary)
    app.deps.clock.set(closesAt)
    await sweepBallots(app.deps)
    await moveOutbox(app.deps)
    expect(await see(secretary, id)).toMatchObject({ state: 'draft' })
    const titles = await titlesOf(a)
    expect(titles.filter((title) => /请您投票|投票结果/.test(title))).toEqual([])
    const [told] = await InboxMessage.find({ userId: secretary._id, title: /投票没能开始/ }).lean()
    expect(told?.body).toContain('重新公布')
  })

  it('opens and closes by itself after a server was down, on the last day of a month and at a change of summer time elsewhere', async () => {
    const [a] = await buildVoters(1)
    if (!a) return
    app.deps.clock.set('2027-02-26T02:00:00.000Z')
    const secretary = await buildSecretary()
    // 28 February 23:59:59 to 28 March 01:30 in Shanghai, where Europe skips an hour that night.
    const times = { opensAt: '2027-02-28T15:59:59.000Z', closesAt: '2027-03-27T17:30:00.000Z' }
    const ballot = await announceBallot(app, secretary, times)
    app.deps.clock.set('2027-02-28T15:59:58.999Z')
    await sweepBallots(app.deps)
    expect((await see(a, ballot.id)).state).toBe('announced')
    app.deps.clock.set('2027-02-28T18:00:00.000Z')
    await sweepBallots(app.deps)
    app.deps.clock.set('2027-03-27T17:29:59.999Z')
    expect((await vote(app, a, ballot.id, ['a'])).status).toBe(200)
    app.deps.clock.set('2027-03-27T17:30:00.000Z')
    expectError(await vote(app, a, ballot.id, ['b']), 'ballot.closed')
    await sweepBallots(app.deps)
    expect(await see(a, ballot.id)).toMatchObject({ state: 'open', whenText: '已经截止，正在计票' })
    app.deps.clock.set('2027-04-02T00:00:00.000Z')
    await Promise.all([sweepBallots(app.deps), sweepBallots(app.deps)])
    expect(await see(a, ballot.id)).toMatchObject({
      state: 'closed',
      turnoutByDay: [{ day: '2027-03-28', heads: 1 }],
    })
    const { receipts } = await app.api(a).ok(listReceipts, { params: { id: ballot.id } })
    expect(receipts).toEqual([(await see(a, ballot.id)).mine[0]?.receipt])
  })
})
