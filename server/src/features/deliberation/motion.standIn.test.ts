import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { motionBody, raiseSubmitted } from '../../test/deliberation.factory'
import { buildNeighbour, settleForum } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildDistrictOfficer,
  buildResident,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { sealPerson } from '../register/person.crypto'
import { followPersonChange } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { listAccountDeletionHooks } from '../users/userHooks'
import { User } from '../users/user.model'
import { CoSignature } from './coSignature.model'
import { Motion } from './motion.model'
import { sweepMotions } from './motion.sweep'

const { listOwnHidden, appealContentReview, decideContentReview } = contentReviewContracts

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

const caseOf = (id: string) =>
  ContentCheck.findOne({ subjectKind: 'forumMotion', subjectId: id }).orFail().lean()

async function decide(user: TestUser, id: string, decision: 'hide' | 'pass'): Promise<void> {
  const { _id, version } = await caseOf(id)
  await app.api(user).ok(decideContentReview, {
    params: { id: _id.toString() },
    body: decision === 'pass' ? { decision, version } : { decision, version, rule: 'privacy' },
  })
  await settleForum(app.deps)
}

async function appeal(user: TestUser, id: string) {
  const params = { id: (await caseOf(id))._id.toString() }
  return app.api(user).call(appealContentReview, { params, body: { text: '里面没有说任何人。' } })
}

/** One fifth has signed, its author is here no more, and the street has taken it away. */
async function buildAlone(leave: (author: TestUser) => Promise<unknown>) {
  const { id, author, signers } = await raiseSubmitted(app)
  const [signer, other] = signers
  if (!signer || !other) throw new Error('nobody signed')
  await Motion.updateOne({ _id: id }, { $set: { stage: 'scheduled' } })
  await settleForum(app.deps)
  await leave(author)
  await settleForum(app.deps)
  const body = { kind: 'forumMotion' as const, id, reason: 'privacy' as const }
  await app.api(await buildNeighbour(app)).ok(moderationContracts.reportContent, { body })
  await settleForum(app.deps)
  await decide(await buildStreetOfficer(), id, 'hide')
  return { id, author, signer, other }
}

async function endAccount({ id, _id }: TestUser): Promise<void> {
  for (const hook of listAccountDeletionHooks()) await hook.erase(id, app.deps)
  await User.updateOne({ _id }, { $set: { deletedAt: app.deps.clock.now() } })
}

async function goFromHere({ _id }: TestUser, state: 'deceased' | 'moved'): Promise<void> {
  const personId = new Types.ObjectId()
  const sealed = sealPerson(personId, { name: '王建国', birthDate: '1950-01-02' }, app.deps.crypto)
  const { district, street, community } = testAreas
  const place = { district, street, community }
  await Person.create({ _id: personId, ...sealed, ...place, source: 'counter', state })
  await User.updateOne({ _id }, { $set: { personId } })
  await followPersonChange(personId.toString(), state, app.deps)
}
const die = (author: TestUser) => goFromHere(author, 'deceased')
const moveAway = (author: TestUser) => goFromHere(author, 'moved')

const told = async (user: TestUser) =>
  (await InboxMessage.find({ userId: user._id, event: 'motion.judged' }).lean()).map(({ body, page }) => ({
    body,
    page,
  }))

describe('a motion that was taken away and whose author is here no more', () => {
  it.each([
    ['her account has ended', endAccount],
    ['she has died', die],
    ['she has moved away', moveAway],
  ])('can be appealed once by who signed it: %s', async (_, leave) => {
    const { id, signer, other } = await buildAlone(leave)
    expect(await told(signer)).toEqual([
      {
        body: expect.stringContaining('有一位打开这条消息申诉') as string,
        page: expect.stringContaining('part=hidden') as string,
      },
    ])
    const { items } = await app.api(signer).ok(listOwnHidden, {})
    expect(items).toMatchObject([{ kindName: '议题', canAppeal: true }])
    // What was taken away stays away: it may name somebody.
    expect(JSON.stringify(items)).not.toContain(motionBody().text)
    expectError(await appeal(await buildResident(), id), 'record.not_found')
    for (let times = 0; times < 2; times += 1) expect((await appeal(signer, id)).status).toBe(204)
    const late = await app.api(other).call(appealContentReview, {
      params: { id: (await caseOf(id))._id.toString() },
      body: { text: '我也不同意。' },
    })
    expectError(late, 'appeal.not_possible')
    expect((await app.api(other).ok(listOwnHidden, {})).items).toMatchObject([
      { canAppeal: false, hiddenBecause: expect.stringContaining('联名的邻居申诉') as string },
    ])
    await decide(await buildDistrictOfficer(), id, 'pass')
    expect(await Motion.findById(id).orFail().lean()).toMatchObject({ state: 'visible', stage: 'scheduled' })
    expect((await app.api(signer).ok(listOwnHidden, {})).items).toEqual([])
  })

  it('is its author’s alone to appeal while she is here', async () => {
    const { id, author, signer } = await buildAlone(() => Promise.resolve())
    expect((await told(signer))[0]?.body).toContain('提出的人还可以')
    expect((await app.api(signer).ok(listOwnHidden, {})).items).toEqual([])
    expectError(await appeal(signer, id), 'record.not_found')
    expect((await appeal(author, id)).status).toBe(204)
  })

  it.each([
    ['her account ends', endAccount],
    ['she dies', die],
    ['she moves away', moveAway],
  ])(
    'stays when she goes only afterwards, and who signed hears that it is theirs to appeal: %s',
    async (_, leave) => {
      const { id, author, signer } = await buildAlone(() => Promise.resolve())
      await leave(author)
      app.deps.clock.advance(2, 'minutes')
      await sweepMotions(app.deps)
      await settleForum(app.deps)
      expect(await Motion.findById(id).orFail().lean()).toMatchObject({ state: 'hidden', stage: 'scheduled' })
      const letters = await told(signer)
      expect(letters).toHaveLength(2)
      const read = letters.map(({ body }) => body).join()
      expect(read).toMatch(/提出的人还可以/)
      expect(read).toMatch(/有一位打开这条消息申诉/)
      expect((await appeal(signer, id)).status).toBe(204)
      await decide(await buildDistrictOfficer(), id, 'pass')
      expect(await Motion.findById(id).orFail().lean()).toMatchObject({
        ...{ state: 'visible', stage: 'scheduled', title: motionBody().title },
      })
    },
  )

  it('is not appealed by who took her signature back', async () => {
    const { id, signer } = await buildAlone(endAccount)
    await CoSignature.updateMany({ userId: signer._id }, { $set: { isOn: false } })
    expectError(await appeal(signer, id), 'record.not_found')
  })
})
