import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { expectError } from '../../test/apiClient'
import {
  buildSigners,
  coSign,
  projectBody,
  raiseMotion,
  raiseSubmitted,
  readMotion,
} from '../../test/deliberation.factory'
import { buildNeighbour, settleForum } from '../../test/forum.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildSecretary, buildStreetOfficer, type TestUser } from '../../test/users.factory'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { listAccountDeletionHooks } from '../users/userHooks'
import { Motion } from './motion.model'

const { listContentReviews, decideContentReview } = contentReviewContracts
const { reportContent } = moderationContracts

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

async function endAccount({ id }: TestUser): Promise<void> {
  for (const hook of listAccountDeletionHooks()) await hook.erase(id, app.deps)
  await settleForum(app.deps)
}

const report = (user: TestUser, id: string) =>
  app.api(user).call(reportContent, { body: { kind: 'forumMotion', id, reason: 'privacy' } })

it('keeps a motion that enough stand behind reportable, its words before the street, and decidable', async () => {
  const street = await buildStreetOfficer()
  const { id, author, signers } = await raiseSubmitted(app)
  await settleForum(app.deps)
  await endAccount(author)
  const [reader] = signers
  if (!reader) throw new Error('nobody signed')
  expect((await readMotion(app, reader, id)).actions).toContain('report')
  expect((await report(reader, id)).status).toBe(204)
  const { items } = await app.api(street).ok(listContentReviews, {})
  expect(items).toMatchObject([{ texts: expect.arrayContaining(['给北门装一盏路灯']) as string[] }])
  const [found] = items
  await app.api(street).ok(decideContentReview, {
    params: { id: found?.id ?? '' },
    body: { decision: 'hide', version: found?.version ?? 0, rule: 'privacy' },
  })
  await settleForum(app.deps)
  expect(await Motion.findById(id).orFail().lean()).toMatchObject({ state: 'hidden' })
})

it.each([
  ['submitted', 'hidden'],
  ['scheduled', 'hidden'],
  ['accepted', 'hidden'],
  ['voting', 'hidden'],
  ['notPassed', 'deleted'],
  ['merged', 'deleted'],
] as const)('leaves one that is %s and was taken away %s', async (stage, state) => {
  const { id, author } = await raiseSubmitted(app)
  await settleForum(app.deps)
  await Motion.updateOne({ _id: id }, { $set: { stage, state: 'hidden' } })
  await endAccount(author)
  expect(await Motion.findById(id).orFail().lean()).toMatchObject({ stage, state })
})

it('takes the words of a motion away that few stand behind, which nobody can report then', async () => {
  const author = await buildNeighbour(app)
  const id = await raiseMotion(app, author)
  const [reader] = await buildSigners(1)
  if (!reader) throw new Error('nobody signed')
  await coSign(app, id, [reader])
  await settleForum(app.deps)
  await endAccount(author)
  const check = await ContentCheck.findOne({ subjectId: id, subjectKind: 'forumMotion' }).orFail().lean()
  expect(check).toMatchObject({ state: 'hidden', caseState: 'withdrawn' })
  expect(check.texts).toBeUndefined()
  expectError(await report(reader, id), 'record.not_found')
})

it('leaves what a desk wrote as it was, with what waits for a decision', async () => {
  const street = await buildStreetOfficer()
  const secretary = await buildSecretary()
  const motionId = await raiseMotion(app, await buildNeighbour(app))
  const api = app.api(secretary)
  await api.ok(motionContracts.actOnMotion, {
    params: { id: motionId },
    body: { action: 'accept', text: '一起办。' },
  })
  await settleForum(app.deps)
  app.deps.ports.wechat.textVerdict = { verdict: 'review', label: 20003 }
  await api.ok(projectContracts.startProject, {
    body: { ...projectBody(), motionId },
  })
  await settleForum(app.deps)
  await endAccount(secretary)
  const read = ['state', 'caseState'] as const
  for (const [subjectKind, expected] of [
    ['motionAnswer', { state: 'pass', caseState: 'clear' }],
    ['project', { state: 'review', caseState: 'open' }],
  ] as const) {
    const check = await ContentCheck.findOne({ subjectKind, userId: secretary._id }).orFail().lean()
    expect([subjectKind, Object.fromEntries(read.map((key) => [key, check[key]]))]).toEqual([
      subjectKind,
      expected,
    ])
    expect(check.texts).toBeDefined()
  }
  const { items } = await app.api(street).ok(listContentReviews, {})
  expect(items.map(({ subject }) => subject.kind)).toContain('project')
})
