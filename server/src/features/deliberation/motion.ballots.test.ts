import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import {
  announceBallot,
  ballotBody,
  buildHomes,
  editBody,
  buildVoter,
  closeBallot,
  openBallot,
  vote,
} from '../../test/ballots.factory'
import { projectBody, raiseMotion, raiseSubmitted, readMotion } from '../../test/deliberation.factory'
import { buildNeighbour } from '../../test/forum.factory'
import { Inbox } from '../../test/inbox.reader'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas, type TestUser } from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { announceClosed, isOtherTypist } from '../ballots/ballot.events'
import { sweepBallots } from '../ballots/ballot.sweep'
import { Ballot } from '../ballots/ballot.model'
import { Councillor } from './councillor.model'
import { Motion } from './motion.model'

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

async function accept(secretary: TestUser, title: string): Promise<string> {
  const id = await raiseMotion(app, await buildNeighbour(app), { title })
  await app.api(secretary).ok(motionContracts.actOnMotion, { params: { id }, body: { action: 'accept' } })
  return id
}

it('goes to the vote and comes back with its outcome; void is as if there had been none', async () => {
  const homes = await buildHomes(
    app,
    [0, 1, 2, 3, 4].map((i) => ({ members: [{ name: `居民${i}` }] })),
  )
  const voters = await Promise.all(homes.map(({ personIds }) => buildVoter(personIds[0])))
  const [secretary, street] = [await buildSecretary(), await buildStreetOfficer()]
  const motions = [
    await accept(secretary, '装路灯好不好'),
    await accept(secretary, '修花坛好不好'),
    await accept(secretary, '换门禁好不好'),
    await accept(secretary, '没有几个人投的'),
    await accept(secretary, '五分之一联名、没有几个人投的'),
  ]
  const [passed = '', failed = '', set = '', few = '', fewSet = ''] = motions
  // As if one fifth had signed it: a vote that does not count leaves it so.
  const scheduled = { at: app.deps.clock.now(), by: 'adults', of: { adults: 5, households: 5 } }
  await Motion.updateMany({ _id: { $in: [set, fewSet] } }, { $set: { scheduled } })
  await buildHomes(app, [{ members: [{ name: '别家' }], community: testAreas.neighbourCommunity }])
  // A motion is its own community's, and is asked about once at a time.
  const draftOf = async (by: TestUser, overrides: Parameters<typeof ballotBody>[1]) => {
    const body = ballotBody(app.deps.clock.now(), overrides)
    return app.api(by).ok(ballotContracts.createBallot, { body })
  }
  const announce = (by: TestUser, { id, version }: { id: string; version: number }) =>
    app.api(by).call(ballotContracts.actOnBallot, { params: { id }, body: { action: 'announce', version } })
  const announceOf = async (...of: Parameters<typeof draftOf>) => announce(of[0], await draftOf(...of))
  const about = (id: string) => ({ subject: { kind: 'motion' as const, id, title: '议题' } })
  // What one fifth signed is asked in a vote that decides, never by an opinion with a quorum that nobody reaches.
  const hopeless = { quorum: { numerator: 100, denominator: 100, isOver: false }, majority: null }
  const opinion = { ...about(set), kind: 'opinion' as const, rule: hopeless }
  expectError(await announceOf(secretary, opinion), 'ballot.scheduled_motion')
  // Nor is what waits for the community's answer, nor what the residents have refused.
  const { id: waits } = await raiseSubmitted(app)
  expectError(await announceOf(secretary, { ...opinion, ...about(waits) }), 'ballot.answer_first')
  const foreign = { ...about(set), community: testAreas.neighbourCommunity }
  expectError(
    await announceOf(await buildSecretary(testAreas.neighbourCommunity), foreign),
    'ballot.subject_settled',
  )
  // Nor is the signing of others ended by a ballot.
  const signing = await raiseMotion(app, await buildNeighbour(app), { title: '还在联名的议题' })
  expectError(await announceOf(secretary, about(signing)), 'ballot.subject_settled')
  const ballots = []
  for (const id of motions) ballots.push(await announceBallot(app, secretary, about(id)))
  const [lamp] = ballots
  const edited = { ...editBody(app.deps.clock.now()), title: '装几盏路灯', version: lamp?.version ?? 0 }
  await app.api(secretary).ok(ballotContracts.editBallot, { params: { id: lamp?.id ?? '' }, body: edited })
  expectError(await announceOf(secretary, about(failed)), 'ballot.subject_settled')
  // Of two that are announced in the same moment one is; of two that two servers open, one opens.
  const rival = await accept(secretary, '同一时刻公布的')
  const drafts = [await draftOf(secretary, about(rival)), await draftOf(secretary, about(rival))]
  const answers = await Promise.all(drafts.map((draft) => announce(secretary, draft)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  for (const answer of answers.filter(({ status }) => status === 409))
    expectError(answer, 'ballot.subject_settled')
  const opensAt = new Date(drafts[0]?.opensAt ?? '')
  await Ballot.updateMany({ 'subject.id': rival }, { $set: { state: 'announced', checkAt: opensAt } })
  // Taken away from neighbours after it was announced: nobody is called to vote.
  const hidden = await accept(secretary, '后来隐藏了的')
  const lost = await announceBallot(app, secretary, about(hidden))
  await Motion.updateOne({ _id: hidden }, { $set: { state: 'hidden' } })
  const late = await accept(secretary, '开始的那一刻有了答复的')
  const settled = await announceBallot(app, secretary, about(late))
  app.deps.clock.set(opensAt)
  await Promise.all([sweepBallots(app.deps), sweepBallots(app.deps)])
  await Motion.updateOne({ _id: late }, { $set: { stage: 'answered' } })
  await moveOutbox(app.deps)
  const stateOf = async ({ id }: { id: string }) =>
    (await app.api(secretary).ok(ballotContracts.getBallot, { params: { id } })).state
  expect(await Promise.all([...ballots, lost].map(stateOf))).toEqual([...ballots.map(() => 'open'), 'void'])
  expect((await Promise.all([...drafts, settled].map(stateOf))).sort()).toEqual(['open', 'void', 'void'])
  const [first, second, third] = ballots
  if (!first || !second || !third) throw new Error('no ballots')
  for (const [i, id] of motions.entries())
    expect(await readMotion(app, secretary, id)).toMatchObject({ state: 'voting', ballotId: ballots[i]?.id })
  for (const voter of voters.slice(0, 3)) {
    await vote(app, voter, first.id, ['a'])
    await vote(app, voter, second.id, ['b'])
  }
  const voidBallot = async (id: string) => {
    const { version } = await app.api(street).ok(ballotContracts.getBallot, { params: { id } })
    const body = { action: 'void' as const, version, reason: '名册有误' }
    await app.api(street).ok(ballotContracts.actOnBallot, { params: { id }, body })
    await moveOutbox(app.deps)
  }
  await voidBallot(third.id)
  await closeBallot(app, first)
  await moveOutbox(app.deps)
  const author = (await Motion.findById(passed).lean())?.authorId.toString() ?? ''
  expect(await readMotion(app, secretary, passed)).toMatchObject({
    state: 'passed',
    householdsHeard: { part: 3, of: 5 },
  })
  expect(await readMotion(app, secretary, failed)).toMatchObject({ state: 'notPassed' })
  expect(await readMotion(app, secretary, set)).toMatchObject({ state: 'scheduled' })
  // The residents have said no: nobody signs it any more. Too few of them have said nothing: it stands as before.
  const sign = async (id: string) =>
    app
      .api(await buildNeighbour(app))
      .call(motionContracts.coSignMotion, { params: { id }, body: { isOn: true } })
  expectError(await sign(failed), 'motion.not_now')
  expect(await readMotion(app, secretary, failed)).toMatchObject({ stateText: '表决没有通过' })
  expect((await sign(few)).body).toMatchObject({ state: 'notPassed', counts: { coSigners: 2 } })
  expect(await readMotion(app, secretary, fewSet)).toMatchObject({
    state: 'scheduled',
    dueBy: expect.any(String) as string,
  })
  const asked = await accept(secretary, '只是征询的')
  const poll = await announceBallot(app, secretary, { ...opinion, ...about(asked) })
  await openBallot(app, poll)
  await closeBallot(app, poll)
  await moveOutbox(app.deps)
  expect(await readMotion(app, secretary, asked)).toMatchObject({ state: 'accepted', ballotId: poll.id })
  const inbox = new Inbox(app.deps)
  await inbox.deliver()
  expect(await inbox.read(author)).toEqual(
    expect.arrayContaining([
      'ballot.announced',
      'ballot.edited',
      'motion.ballotOpened',
      'motion.ballotPassed',
    ]),
  )
  // News that come again move nothing, and what did not pass may be put to the vote once more.
  await Motion.updateOne({ _id: failed }, { $set: { ballotId: '0'.repeat(24) } })
  await closeBallot(app, first)
  expect(await readMotion(app, secretary, failed)).toMatchObject({ state: 'notPassed' })
  const again = await announceBallot(app, secretary, {
    subject: { kind: 'motion', id: failed, title: '再议' },
  })
  await openBallot(app, again)
  expect(await readMotion(app, secretary, failed)).toMatchObject({ state: 'voting', ballotId: again.id })
  // Too few say nothing: what the residents have refused stays refused, one fifth or not, and also when that vote is void.
  await Motion.updateOne({ _id: failed }, { $set: { scheduled } })
  await closeBallot(app, again)
  const refused = { state: 'notPassed', stateText: '表决没有通过' }
  expect(await readMotion(app, secretary, failed)).toMatchObject(refused)
  expectError(await sign(failed), 'motion.not_now')
  await inbox.deliver()
  const said = await InboxMessage.findOne({ event: 'motion.ballotNoQuorum', title: /没有结果/ }).sort({
    _id: -1,
  })
  expect(said?.body).toContain('还是上次的结果')
  await voidBallot(again.id)
  expect(await readMotion(app, secretary, failed)).toMatchObject(refused)
  // News of it that come again take nothing else back.
  const subject = { kind: 'motion' as const, id: new Types.ObjectId(failed), title: '再议' }
  const news = {
    ballotId: again.id,
    community: testAreas.community,
    subject,
    kind: again.kind,
    title: again.title,
  }
  await announceClosed({ ...news, outcome: 'void' }, app.deps)
  expect(await readMotion(app, secretary, failed)).toMatchObject(refused)
  // The vote in which they refused it is set aside as well, though it was voted on since: nobody has refused it.
  await voidBallot(second.id)
  expect(await readMotion(app, secretary, failed)).toMatchObject({
    state: 'scheduled',
    dueBy: expect.any(String) as string,
  })
  // A project goes on when its vote is set aside; stopped, it is not what the residents have voted.
  const body = { ...projectBody(), motionId: passed }
  const project = await app.api(secretary).ok(projectContracts.startProject, { body })
  await voidBallot(first.id)
  expect(await readMotion(app, secretary, passed)).toMatchObject({ state: 'underway' })
  const stop = { params: { id: project.id }, body: { action: 'stop' as const, text: '没有钱了' } }
  await app.api(secretary).ok(projectContracts.actOnProject, stop)
  await moveOutbox(app.deps)
  expect(await readMotion(app, secretary, passed)).toMatchObject({ state: 'stopped' })
})

it('lets a councillor type paper votes in her own community only', async () => {
  const user = await buildNeighbour(app)
  const { community, district } = testAreas
  const at = { since: new Date(), namedBy: user._id, homeIds: [user._id] }
  await Councillor.create({
    key: `${community}:${user.id}`,
    userId: user._id,
    district,
    community,
    isActive: true,
    ...at,
  })
  expect(await isOtherTypist(user.id, community)).toBe(true)
  expect(await isOtherTypist(user.id, testAreas.neighbourCommunity)).toBe(false)
  await Councillor.updateMany({}, { $set: { isActive: false } })
  expect(await isOtherTypist(user.id, community)).toBe(false)
})
