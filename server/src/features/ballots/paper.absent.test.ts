import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { expectError } from '../../test/apiClient'
import { buildHomes, buildOpenBallot } from '../../test/ballots.factory'
import { killAfter } from '../../test/killAfter'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestMembership,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Membership } from '../users/membership.model'
import { registerPaperTypist } from './ballot.hooks'
import { Ballot } from './ballot.model'
import { BallotPaper, PaperStock } from './paper.model'

const { typePaper, handPaper, takeBackPaper, listPapers, withdrawAbsentPaper } = voteContracts

let app: TestApp
let secretary: TestUser
let leaver: TestUser
let post: TestMembership
let keys: string[]
let id: string

/** A ballot whose papers somebody types who will leave the desk. */
async function build(isSecret: boolean): Promise<void> {
  app = startTestApp()
  const [home] = await buildHomes(app, [{ members: ['甲', '乙', '丙'].map((name) => ({ name })) }])
  secretary = await buildSecretary()
  leaver = await buildUser({ nickname: '陈书宁' })
  post = await buildMembership(leaver, 'communityWorker', testAreas.community)
  ;({ id } = (await buildOpenBallot(app, { isSecret }, secretary)).ballot)
  keys = (home?.personIds ?? []).map((personId) => `person:${personId.toString()}`)
}

const type = (by: TestUser, paper: { voterKey?: string | undefined; number?: number }, choice: string) =>
  app.api(by).ok(typePaper, { params: { id }, body: { ...paper, choices: [choice] } })
const listed = async (by: TestUser) => (await app.api(by).ok(listPapers, { params: { id } })).items
const takeOff = (by: TestUser, paperId: string, requestKey?: string) =>
  app.api(by).call(withdrawAbsentPaper, {
    params: { id, paperId },
    body: { reason: '录错了号码，他已经调走了' },
    ...(requestKey === undefined ? {} : { requestKey }),
  })
const leave = () => Membership.updateOne({ _id: post.id }, { $set: { endedAt: app.deps.clock.now() } })
const told = async (): Promise<string[]> => {
  await moveOutbox(app.deps)
  const rows = await InboxMessage.find({ userId: leaver._id, event: 'ballot.paperTakenOff' }).lean()
  return rows.map(({ body }) => body)
}

describe('what somebody typed who has left the desk since', () => {
  it('is taken off by a colleague with her reason, which is logged and told, and holds no return', async () => {
    await build(true)
    const worker = await buildCommunityWorker()
    await app.api(secretary).ok(handPaper, { params: { id }, body: { voterKey: keys[0] ?? '' } })
    const paper = await type(leaver, { number: 71 }, 'a')
    expect(await listed(secretary)).toMatchObject([{ absent: [] }])
    expectError(await takeOff(secretary, paper.id), 'ballot.typist_present')
    await leave()
    expect(await listed(secretary)).toMatchObject([{ label: '71 号票', absent: ['陈书宁'], entries: [] }])
    expectError(await takeOff(await buildStreetOfficer(), paper.id), 'access.denied')
    const councillor = await buildResident()
    registerPaperTypist((userId) => Promise.resolve(userId === councillor.id))
    expectError(await takeOff(councillor, paper.id), 'access.denied')

    const both = await Promise.all([takeOff(secretary, paper.id), takeOff(worker, paper.id)])
    // Of two at once one has taken it off; the same press of hers again stands, and the other's does not.
    expect(both.filter(({ status }) => status === 204)).toHaveLength(1)
    const [winner, loser] = both[0].status === 204 ? [secretary, worker] : [worker, secretary]
    expect((await takeOff(winner, paper.id)).status).toBe(204)
    expectError(await takeOff(loser, paper.id), 'record.not_found')
    expect(await listed(secretary)).toEqual([])
    expect(await PaperStock.findById(id).lean()).toMatchObject({ handed: 1, left: 1, untyped: 1 })
    const log = await AuditEntry.find({ subjectId: id, action: 'ballot.paperWithdrawn' }).lean()
    expect(log).toMatchObject([{ details: { number: 71, of: leaver.id, reason: /调走/ } }])
    expect(await told()).toEqual([expect.stringContaining('不在岗')])
    const body = { voterKey: keys[0] ?? '', reason: '登记错了人' }
    const back = (by: TestUser) => app.api(by).ok(takeBackPaper, { params: { id }, body })
    expect([await back(secretary), await back(worker)]).toEqual([{ isBack: false }, { isBack: true }])
  })

  it('goes alone: what is typed by those who are there stays, and what is counted stays counted', async () => {
    await build(false)
    await type(secretary, { voterKey: keys[0] }, 'a')
    const paper = await type(leaver, { voterKey: keys[0] }, 'b')
    const counted = await type(leaver, { voterKey: keys[1] }, 'a')
    await type(secretary, { voterKey: keys[1] }, 'a')
    // Off duty she can take nothing off either.
    await Membership.updateOne({ _id: post.id }, { $set: { isOffDuty: true } })
    for (let times = 0; times < 2; times += 1) expect((await takeOff(secretary, paper.id)).status).toBe(204)
    expect(await listed(secretary)).toMatchObject([
      { state: 'first', absent: [], entries: [{ isMine: true, text: '同意' }] },
    ])
    expectError(await takeOff(secretary, counted.id), 'ballot.paper_counted')
  })

  it('is taken off, logged and told as one, wherever the process dies', async () => {
    await build(true)
    const paper = await type(leaver, { number: 71 }, 'a')
    await leave()
    const press = () => takeOff(secretary, paper.id)
    const models = [BallotPaper, PaperStock, AuditEntry, Ballot]
    await killAfter(0, press, models)
    expect(await listed(secretary)).toHaveLength(1)
    await killAfter(1, press, models)
    expect(await listed(secretary)).toEqual([])
    expect((await press()).status).toBe(204)
    expect(await AuditEntry.countDocuments({ action: 'ballot.paperWithdrawn' })).toBe(1)
    expect(await told()).toHaveLength(1)
  })
})
