import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { removalDays } from '@linli/shared/contentCheck/contentCheck'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { expectError } from '../../test/apiClient'
import {
  announceBallot,
  buildHomes,
  buildOpenBallot,
  buildVoter,
  closeBallot,
  editBody,
  openBallot,
  vote,
} from '../../test/ballots.factory'
import { raiseSubmitted, readMotion } from '../../test/deliberation.factory'
import { buildNeighbour, settleForum } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildDistrictOfficer,
  buildSecretary,
  buildStreetOfficer,
  signIn,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { announceDecision } from '../contentCheck/contentCheck.events'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { Motion } from '../deliberation/motion.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { Ballot } from './ballot.model'
import { sweepBallots } from './ballot.sweep'

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

const stored = (id: string) => Ballot.findById(id).orFail().lean()
const told = async ({ id }: TestUser, event: string) =>
  (await InboxMessage.find({ userId: id, event }).lean()).map(({ title, body }) => `${title} ${body}`)

async function pass(days: number): Promise<void> {
  app.deps.clock.advance(days, 'days')
  await sweepBallots(app.deps)
  await settleForum(app.deps)
}

const caseOf = (id: string) => ContentCheck.findOne({ subjectKind: 'ballot', subjectId: id }).orFail().lean()

async function decide(user: TestUser, id: string, decision: 'hide' | 'pass'): Promise<void> {
  const { _id, version } = await caseOf(id)
  await app.api(await signIn(user, app.deps)).ok(contentReviewContracts.decideContentReview, {
    params: { id: _id.toString() },
    body: decision === 'pass' ? { decision, version } : { decision, version, rule: 'privacy' },
  })
  await settleForum(app.deps)
}

async function appeal(user: TestUser, id: string): Promise<void> {
  const { _id } = await caseOf(id)
  const params = { id: _id.toString() }
  const body = { text: '题目里没有说任何人。' }
  await app.api(await signIn(user, app.deps)).ok(contentReviewContracts.appealContentReview, { params, body })
}

/** An open ballot that the check has left to a person, which everybody can read meanwhile. */
async function buildDoubtful(overrides: object = {}) {
  app.deps.ports.wechat.textVerdict = { verdict: 'review' }
  const built = await buildOpenBallot(app, overrides)
  await settleForum(app.deps)
  return built
}

/** One of three days and three homes, one of which has voted; the street has taken its words away. */
async function buildHidden(overrides: object = {}) {
  const homes = await buildHomes(app, [
    { members: [{ name: '王建国' }] },
    { members: [{ name: '李秀英' }] },
    { members: [{ name: '张伟' }] },
  ])
  const [voter, other] = await Promise.all(homes.map(({ personIds }) => buildVoter(personIds[0])))
  if (!voter || !other) throw new Error('voters are missing')
  const { secretary, ballot } = await buildDoubtful(overrides)
  expect((await vote(app, voter, ballot.id, ['a'])).status).toBe(200)
  app.deps.clock.advance(1, 'days')
  await decide(await buildStreetOfficer(), ballot.id, 'hide')
  return { voter, other, secretary, ballot, closesAt: new Date(ballot.closesAt) }
}

const see = async (user: TestUser, id: string) =>
  app.api(await signIn(user, app.deps)).ok(ballotContracts.getBallot, { params: { id } })
const voteNow = async (user: TestUser, id: string) => vote(app, await signIn(user, app.deps), id, ['a'])

describe('an open ballot whose words were taken away', () => {
  it('stands still, which everybody is told, and closes later by what was lost once they are back', async () => {
    const { voter, other, secretary, ballot, closesAt } = await buildHidden()
    const { id, version } = ballot
    const seen = await see(other, id)
    expect(seen.whenText).toContain('停掉的时间会补上')
    expect(seen.mine).toMatchObject([{ canVote: false, note: expect.stringContaining('先停一停') as string }])
    expectError(await voteNow(other, id), 'ballot.being_checked')
    expect(await told(other, 'ballot.hidden')).toEqual([expect.stringContaining('停掉的时间会补上')])
    expect(await told(voter, 'ballot.hidden')).toEqual([expect.stringContaining('您投过的票还算')])

    // The closing passes while nobody can vote: it is not closed, however often the clock looks.
    await appeal(secretary, id)
    await pass(2.5)
    await pass(0.1)
    expect(await stored(id)).toMatchObject({ state: 'open', closesAt })
    expectError(await voteNow(other, id), 'ballot.being_checked')

    await decide(await buildDistrictOfficer(), id, 'pass')
    const lost = 2.6 * 86_400_000
    const later = new Date(closesAt.getTime() + lost)
    const back = await stored(id)
    expect(back).toMatchObject({ state: 'open', closesAt: later, checkAt: later, version, hiddenPieces: [] })
    expect(back).not.toHaveProperty('unreadSince')
    expect(await told(other, 'ballot.shown')).toEqual([expect.stringContaining('请您投票')])
    expect(await told(voter, 'ballot.shown')).toEqual([expect.stringContaining('您投过的票还算')])
    // What is asked stays frozen, and the page read before still votes.
    const body = { ...editBody(app.deps.clock.now()), version }
    const staff = app.api(await signIn(secretary, app.deps))
    expectError(await staff.call(ballotContracts.editBallot, { params: { id }, body }), 'ballot.frozen')
    expect((await voteNow(other, id)).status).toBe(200)

    // The old closing is none any more; the new one counts what was voted before and after.
    await sweepBallots(app.deps)
    expect((await stored(id)).state).toBe('open')
    await closeBallot(app, { id, closesAt: later.toISOString() })
    expect(await stored(id)).toMatchObject({ state: 'closed', result: { turnout: { heads: 2 } } })
  })

  it('gives the time back once, however often the decision is heard', async () => {
    const { ballot, closesAt } = await buildHidden()
    app.deps.clock.advance(1, 'days')
    const subject = { kind: 'ballot', id: ballot.id, field: 'words:0' }
    const decision = { subject, version: 90, userId: 'desk', mediaIds: [] }
    const hear = (state: 'hidden' | 'pass') => announceDecision({ ...decision, state }, app.deps)
    await hear('hidden')
    app.deps.clock.advance(1, 'hours')
    await Promise.all([hear('pass'), hear('pass'), hear('pass')])
    app.deps.clock.advance(1, 'hours')
    await hear('pass')
    expect((await stored(ballot.id)).closesAt).toEqual(new Date(closesAt.getTime() + 25 * 3_600_000))
    await hear('hidden')
    app.deps.clock.advance(1, 'hours')
    await hear('pass')
    expect((await stored(ballot.id)).closesAt).toEqual(new Date(closesAt.getTime() + 26 * 3_600_000))
  })

  it('is no longer asked once nobody can bring them back, and says so; the votes decide nothing', async () => {
    const { other, ballot } = await buildHidden()
    await pass(removalDays.appeal - 0.5)
    expect((await stored(ballot.id)).state).toBe('open')
    await pass(0.5)
    expect(await see(other, ballot.id)).toMatchObject({
      state: 'void',
      voidReason: expect.stringContaining('没有通过核对') as string,
    })
    expect(await told(other, 'ballot.voided')).toHaveLength(1)
  })

  it('waits for the level above until it has decided, or the street ends it', async () => {
    const { secretary, ballot } = await buildHidden()
    await appeal(secretary, ballot.id)
    expect((await caseOf(ballot.id)).reviewArea).toBe(testAreas.district)
    await pass(60)
    expect((await stored(ballot.id)).state).toBe('open')
    // The street may end it at any time.
    const { version } = await stored(ballot.id)
    const body = { action: 'void' as const, reason: '等了太久，重新办一次', version }
    await app
      .api(await signIn(await buildStreetOfficer(), app.deps))
      .ok(ballotContracts.actOnBallot, { params: { id: ballot.id }, body })
    expect((await stored(ballot.id)).state).toBe('void')
  })

  it('goes on with other words while nobody has voted, for no shorter than was promised', async () => {
    const [home] = await buildHomes(app, [{ members: [{ name: '王建国' }] }])
    const voter = await buildVoter(home?.personIds[0])
    const { secretary, ballot } = await buildDoubtful()
    await decide(await buildStreetOfficer(), ballot.id, 'hide')
    await pass(4)
    const staff = app.api(await signIn(secretary, app.deps))
    const { opensAt, version } = ballot
    const params = { id: ballot.id }
    const edit = (closesAt: Date) => {
      const times = { opensAt, closesAt: closesAt.toISOString() }
      const body = { ...editBody(app.deps.clock.now(), { ...times, title: '换一个问法' }), version }
      return staff.call(ballotContracts.editBallot, { params, body })
    }
    const told = new Date(ballot.closesAt).getTime()
    const minute = 60_000
    expectError(await edit(new Date(app.deps.clock.now().getTime() + minute)), 'ballot.times_invalid')
    expect((await edit(new Date(told + 4 * 86_400_000))).status).toBe(200)
    expect(await stored(ballot.id)).not.toHaveProperty('unreadSince')
    expect((await voteNow(voter, ballot.id)).status).toBe(200)
  })

  it('is counted when they went only after the closing, for everybody could read them while people voted', async () => {
    const [home] = await buildHomes(app, [{ members: [{ name: '王建国' }] }])
    const voter = await buildVoter(home?.personIds[0])
    const { ballot } = await buildOpenBallot(app)
    await vote(app, voter, ballot.id, ['a'])
    app.deps.clock.set(new Date(new Date(ballot.closesAt).getTime() + 1000))
    const subject = { kind: 'ballot', id: ballot.id, field: 'words:0' }
    const decision = { subject, state: 'hidden' as const, version: 90, userId: 'desk', mediaIds: [] }
    await announceDecision(decision, app.deps)
    await closeBallot(app, ballot)
    expect(await see(voter, ballot.id)).toMatchObject({ state: 'closed', title: '（正在核对）' })
  })
})

it('takes no paper while its words are away', async () => {
  const { secretary, other, ballot } = await buildHidden({ isSecret: true })
  const voterKey = (await see(other, ballot.id)).mine[0]?.voterKey ?? ''
  const staff = app.api(await signIn(secretary, app.deps))
  const handed = await staff.call(voteContracts.handPaper, { params: { id: ballot.id }, body: { voterKey } })
  expectError(handed, 'ballot.being_checked')
})

it('goes on while the motion it is about is taken away, for what is asked can be read; the motion keeps its place', async () => {
  const { id, author } = await raiseSubmitted(app)
  const [home] = await buildHomes(app, [{ members: [{ name: '王建国' }] }])
  const voter = await buildVoter(home?.personIds[0])
  const secretary = await buildSecretary()
  const subject = { kind: 'motion' as const, id, title: '路灯' }
  const ballot = await announceBallot(app, secretary, { subject })
  await openBallot(app, ballot)
  const state = async () => {
    const { stage, state: seen, unreadSince, checkAt } = await Motion.findById(id).orFail().lean()
    return { stage, seen, isStopped: unreadSince != null, isWatched: checkAt != null }
  }
  expect(await state()).toEqual({ stage: 'voting', seen: 'visible', isStopped: false, isWatched: false })
  const words = { kind: 'forumMotion', id, field: 'words:1' }
  const decision = { subject: words, userId: author.id, mediaIds: [] }
  await announceDecision({ ...decision, state: 'hidden', version: 90 }, app.deps)
  // Nobody can end it that way while people vote.
  expect(await state()).toEqual({ stage: 'voting', seen: 'hidden', isStopped: true, isWatched: false })
  const neighbour = await buildNeighbour(app)
  const read = { params: { id } }
  expectError(await app.api(neighbour).call(motionContracts.getMotion, read), 'record.not_found')
  expect((await see(voter, ballot.id)).mine).toMatchObject([{ canVote: true }])
  expect((await voteNow(voter, ballot.id)).status).toBe(200)
  expect((await stored(ballot.id)).closesAt).toEqual(new Date(ballot.closesAt))
  await announceDecision({ ...decision, state: 'pass', version: 91 }, app.deps)
  expect(await state()).toEqual({ stage: 'voting', seen: 'visible', isStopped: false, isWatched: false })
  await announceDecision({ ...decision, state: 'hidden', version: 92 }, app.deps)
  await closeBallot(app, ballot)
  await settleForum(app.deps)
  // What was passed is done, though the words that began it are read no more.
  expect(await state()).toMatchObject({ stage: 'passed', seen: 'hidden' })
  await announceDecision({ ...decision, state: 'pass', version: 93 }, app.deps)
  expect((await readMotion(app, await signIn(neighbour, app.deps), id)).state).toBe('passed')
})
