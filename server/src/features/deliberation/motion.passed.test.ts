import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { expectError } from '../../test/apiClient'
import { motionBody, projectBody, raiseSubmitted } from '../../test/deliberation.factory'
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
import { stepMotion } from './motion.change'
import { motionMigrations } from './motion.migrations'
import { Motion } from './motion.model'
import { sweepMotions } from './motion.sweep'

const { getMotion, listWaitingMotions } = motionContracts
const { title, text } = motionBody()

let app: TestApp
let secretary: TestUser
let author: TestUser
let signers: TestUser[]
let id: string

/** What neighbours signed and decided; then its words are taken away, for good. */
beforeEach(async () => {
  app = startTestApp()
  secretary = await buildSecretary()
  ;({ id, author, signers } = await raiseSubmitted(app))
  await stepMotion(id, 'meetingAdopted', {}, app.deps)
  await settleForum(app.deps)
  const body = { kind: 'forumMotion' as const, id, reason: 'privacy' as const }
  for (const user of [...signers, await buildNeighbour(app)])
    await app.api(user).ok(moderationContracts.reportContent, { body })
  await settleForum(app.deps)
  const { _id, version, reviewArea } = await ContentCheck.findOne({ subjectId: id }).orFail().lean()
  const judge = await (reviewArea === testAreas.street ? buildStreetOfficer() : buildDistrictOfficer())
  await app.api(await signIn(judge, app.deps)).ok(contentReviewContracts.decideContentReview, {
    params: { id: _id.toString() },
    body: { decision: 'hide', version, rule: 'privacy' },
  })
  await settleForum(app.deps)
})

const read = async (user: TestUser) =>
  app.api(await signIn(user, app.deps)).call(getMotion, { params: { id } })
const waitingFor = async (user: TestUser, areaCode: string) =>
  (await app.api(await signIn(user, app.deps)).ok(listWaitingMotions, { query: { areaCode } })).items
const told = async (user: TestUser, event: string) =>
  (await InboxMessage.find({ userId: user._id, event }).lean()).map(({ body, page }) => ({ body, page }))
const start = async (user: TestUser) =>
  app
    .api(await signIn(user, app.deps))
    .call(projectContracts.startProject, { body: { ...projectBody(), motionId: id } })

describe('what was passed and whose words were taken away for good', () => {
  it('is done by the desk, which reads where it stands and not its words', async () => {
    const [signer] = signers
    if (!signer) throw new Error('nobody signed')
    expectError(await read(signer), 'record.not_found')
    const seen = (await read(secretary)).body
    expect(seen).toMatchObject({ state: 'passed', actions: ['startProject'], media: [] })
    const [waiting] = await waitingFor(secretary, testAreas.community)
    expect(waiting).toMatchObject({ id, dueBy: seen.dueBy })
    expect(JSON.stringify([seen, waiting])).not.toMatch(new RegExp(`${title}|${text}`))
    expect((await read(author)).body).toMatchObject({ title, text })
    const report = { kind: 'forumMotion' as const, id, reason: 'privacy' as const }
    const reported = app.api(secretary).call(moderationContracts.reportContent, { body: report })
    expectError(await reported, 'record.not_found')
    expect(await told(signer, 'motion.judged')).toMatchObject([{ body: /已经通过的事照常办/ }])
    expect((await start(secretary)).status).toBe(201)
    expect((await Motion.findById(id).orFail().lean()).stage).toBe('underway')
  })

  it('is asked for in its time, then goes to the street, which begins it', async () => {
    const street = await buildStreetOfficer()
    expectError(await read(await buildDistrictOfficer()), 'record.not_found')
    const { dueBy } = await Motion.findById(id).orFail().lean()
    if (!dueBy) throw new Error('nothing is due')
    app.deps.clock.set(new Date(dueBy.getTime() - 60_000))
    await sweepMotions(app.deps)
    await settleForum(app.deps)
    const page = expect.stringContaining(id) as string
    expect(await told(secretary, 'motion.warn')).toEqual([{ body: expect.any(String) as string, page }])
    expect(await waitingFor(street, testAreas.street)).toEqual([])
    app.deps.clock.set(dueBy)
    await sweepMotions(app.deps)
    await settleForum(app.deps)
    expect(await told(street, 'motion.escalate')).toEqual([{ body: expect.any(String) as string, page }])
    expect(await waitingFor(street, testAreas.street)).toMatchObject([{ id, isOverdue: false }])
    expect((await start(street)).status).toBe(201)
    expect(JSON.stringify(await InboxMessage.find({ userId: street._id }).lean())).not.toContain(title)
  })

  it('of before is asked for as well', async () => {
    await Motion.updateOne({ _id: id }, { $unset: { checkAt: 1 } })
    const run = motionMigrations.find(({ name }) => name === 'setPassedCheckAt')?.run
    expect([await run?.(app.deps), await run?.(app.deps)]).toEqual([1, 0])
    expect((await Motion.findById(id).orFail().lean()).checkAt).toBeInstanceOf(Date)
  })
})
