import { removalDays } from '@linli/shared/contentCheck/contentCheck'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { motionBody, raiseSubmitted, readMotion } from '../../test/deliberation.factory'
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
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { motionMigrations } from './motion.migrations'
import { Motion, MotionSlot } from './motion.model'
import { sweepMotions } from './motion.sweep'

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

interface Scene {
  id: string
  author: TestUser
  signer: TestUser
}

/** Enough signed, and what was reported is taken away until somebody has looked. */
async function buildTakenAway(): Promise<Scene> {
  const { id, author, signers } = await raiseSubmitted(app)
  const [signer] = signers
  if (!signer) throw new Error('nobody signed')
  await settleForum(app.deps)
  const body = { kind: 'forumMotion' as const, id, reason: 'privacy' as const }
  for (const user of [...signers, await buildNeighbour(app)])
    await app.api(user).ok(moderationContracts.reportContent, { body })
  await settleForum(app.deps)
  return { id, author, signer }
}

const caseOf = (id: string) =>
  ContentCheck.findOne({ subjectKind: 'forumMotion', subjectId: id }).orFail().lean()

async function decide(user: TestUser, id: string, decision: 'hide' | 'pass'): Promise<void> {
  const { _id, version } = await caseOf(id)
  await app.api(await signIn(user, app.deps)).ok(contentReviewContracts.decideContentReview, {
    params: { id: _id.toString() },
    body: decision === 'pass' ? { decision, version } : { decision, version, rule: 'privacy' },
  })
  await settleForum(app.deps)
}

async function appeal({ id, author }: Scene): Promise<void> {
  const { _id } = await caseOf(id)
  await app.api(await signIn(author, app.deps)).ok(contentReviewContracts.appealContentReview, {
    params: { id: _id.toString() },
    body: { text: '我没有说任何人。' },
  })
}

async function pass(days: number): Promise<void> {
  app.deps.clock.advance(days, 'days')
  await sweepMotions(app.deps)
  await settleForum(app.deps)
}

const read = async (id: string) => {
  const { stage, state, isOpen } = await Motion.findById(id).orFail().lean()
  return { stage, state, isOpen, slots: await MotionSlot.countDocuments({ motionId: id }) }
}
const told = async (user: TestUser, event: string): Promise<string[]> =>
  (await InboxMessage.find({ userId: user._id, event }).lean()).map(({ body }) => body)

const waiting = { stage: 'submitted', state: 'hidden', isOpen: true, slots: 1 }
const ended = { stage: 'removed', state: 'hidden', isOpen: false, slots: 0 }

describe('a motion that was taken away after enough had signed', () => {
  it('ends once its author has not appealed in time, which she and who signed are told without its words', async () => {
    const scene = await buildTakenAway()
    const { id, author, signer } = scene
    await decide(await buildStreetOfficer(), id, 'hide')
    expect(await read(id)).toEqual(waiting)
    expect(await told(signer, 'motion.judged')).toEqual([expect.stringContaining('没有申诉')])
    expect(await told(author, 'motion.judged')).toEqual([expect.stringContaining('申诉')])
    await pass(removalDays.appeal - 1)
    expect(await read(id)).toEqual(waiting)
    await pass(1)
    expect(await read(id)).toEqual(ended)
    for (const user of [author, signer])
      expect(await told(user, 'motion.remove')).toEqual([expect.stringContaining('不再往下走')])
    const all = await InboxMessage.find({ event: { $in: ['motion.judged', 'motion.remove'] } }).lean()
    expect(JSON.stringify(all)).not.toContain(motionBody().title)
    await pass(30)
    expect(await told(signer, 'motion.remove')).toHaveLength(1)
  })

  it('ends with the decision of the level above, or goes on with it', async () => {
    const district = await buildDistrictOfficer()
    const street = await buildStreetOfficer()
    for (const [decision, expected] of [
      ['hide', ended],
      ['pass', { ...waiting, state: 'visible' }],
    ] as const) {
      const scene = await buildTakenAway()
      await decide(street, scene.id, 'hide')
      await appeal(scene)
      await pass(removalDays.appeal)
      expect(await read(scene.id)).toEqual(waiting)
      await decide(district, scene.id, decision)
      expect([decision, await read(scene.id)]).toEqual([decision, expected])
      await pass(removalDays.appeal)
      expect(await read(scene.id)).toEqual(expected)
    }
  })

  it('of before is looked at as well', async () => {
    const { id } = await buildTakenAway()
    await decide(await buildStreetOfficer(), id, 'hide')
    await Motion.updateOne({ _id: id }, { $unset: { reviewAt: 1, checkAt: 1 } })
    const run = motionMigrations.find(({ name }) => name === 'setMotionReviewAt')?.run
    expect([await run?.(app.deps), await run?.(app.deps)]).toEqual([1, 0])
    await pass(removalDays.appeal)
    expect(await read(id)).toEqual(ended)
  })

  it('goes a level up when nobody has looked in time, and does not end of itself', async () => {
    const { id } = await buildTakenAway()
    expect((await caseOf(id)).reviewArea).toBe(testAreas.street)
    await pass(removalDays.review)
    expect((await caseOf(id)).reviewArea).toBe(testAreas.district)
    await pass(60)
    expect(await read(id)).toEqual(waiting)
    expect((await caseOf(id)).caseState).toBe('open')
  })
})

describe('the answer of the community', () => {
  it('takes as long as people could read what they signed', async () => {
    const { id } = await buildTakenAway()
    await pass(2)
    await decide(await buildStreetOfficer(), id, 'pass')
    const secretary = await buildSecretary()
    app.deps.clock.advance(1, 'days')
    const body = { action: 'answer' as const, text: '已经报了计划。' }
    await app.api(secretary).ok(motionContracts.actOnMotion, { params: { id }, body })
    const { firstAnswer, unreadHours } = await Motion.findById(id).orFail().lean()
    expect([Math.round(unreadHours ?? 0), Math.round(firstAnswer?.hours ?? 0)]).toEqual([48, 24])
    expect((await readMotion(app, secretary, id)).state).toBe('answered')
  })
})
