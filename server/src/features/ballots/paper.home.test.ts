import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildHomes, buildOpenBallot, buildVoter } from '../../test/ballots.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildCommunityWorker, buildSecretary, type TestUser } from '../../test/users.factory'
import { PaperStock } from './paper.model'
import { BallotVote, RollLine } from './roll.model'

const { castVote, contestVoter, nameVoter, settleVoter } = voteContracts
const { typePaper, handPaper, listPapers } = voteContracts

let app: TestApp
let secretary: TestUser
let worker: TestUser
let ids: string[]
let voterKey: string
let id: string
let version: number

/** A household ballot; three share the vote, and nobody is named yet. */
async function build(isSecret: boolean): Promise<void> {
  app = startTestApp()
  const members = ['林晓岚', '林建华', '林小雨'].map((name) => ({ name }))
  const [home] = await buildHomes(app, [{ members }])
  if (!home) throw new Error('no home')
  secretary = await buildSecretary()
  worker = await buildCommunityWorker()
  const { ballot } = await buildOpenBallot(app, { electorate: 'households', isSecret }, secretary)
  ;({ id, version } = ballot)
  ids = home.personIds.map(String)
  voterKey = `household:${home.householdId.toString()}`
}

const asId = (number: number) => new Types.ObjectId(ids[number])
const settle = async (personId = '') => {
  const body = { voterKey, personId, text: '和他们家商量过' }
  return app.api(secretary).call(settleVoter, { params: { id }, body })
}
const type = (by: TestUser, personId: string | undefined, choice = 'a') => {
  const whose = { voterKey, ...(personId === undefined ? {} : { personId }) }
  return app.api(by).call(typePaper, { params: { id }, body: { ...whose, choices: [choice] } })
}
const hand = (personId: string | undefined, requestKey?: string) =>
  app.api(worker).call(handPaper, {
    params: { id },
    body: { voterKey, ...(personId === undefined ? {} : { personId }) },
    ...(requestKey === undefined ? {} : { requestKey }),
  })

it('counts only of whom the home has named: nobody else’s stands for her, nor takes her vote away', async () => {
  await build(false)
  for (const personId of [undefined, ids[0]])
    expectError(await type(secretary, personId), 'ballot.paper_voter_not_named')
  await settle(ids[1])
  expectError(await type(secretary, undefined), 'ballot.whose_paper')
  expectError(await type(secretary, ids[0]), 'ballot.paper_of_another')
  expectError(await type(secretary, '0'.repeat(24)), 'ballot.not_on_roll')
  expect(await RollLine.findOne({ voterKey }).lean()).toMatchObject({ hasVoted: false })
  expect((await type(secretary, ids[1])).body).toMatchObject({
    state: 'first',
    voter: { personId: ids[1], name: '林建华' },
  })
  const { items } = await app.api(worker).ok(listPapers, { params: { id } })
  expect(items[0]?.members.map(({ name }) => name)).toEqual(['林晓岚', '林建华', '林小雨'])
  expect((await type(worker, ids[1])).body.state).toBe('counted')
  expect(await BallotVote.find().lean()).toMatchObject([{ choices: ['a'] }])
})

it('waits as the telephone does: while they do not agree, and for the others to object to who was named late', async () => {
  await build(false)
  const [one, other] = [await buildVoter(asId(0)), await buildVoter(asId(1))]
  const named = { voterKey, personId: ids[0] ?? '' }
  await app.api(one).ok(nameVoter, { params: { id }, body: named })
  expectError(await type(secretary, ids[0]), 'ballot.named_too_late')
  await app.api(other).ok(contestVoter, { params: { id }, body: { voterKey, text: '应该由我来投' } })
  expectError(await type(secretary, ids[0]), 'ballot.contested')
  await settle(ids[1])
  expect((await type(secretary, ids[1])).status).toBe(200)
})

it('typed once is nobody’s vote when another is named before the second types it', async () => {
  await build(false)
  const one = await buildVoter(asId(0))
  const name = (personId = '') => app.api(one).ok(nameVoter, { params: { id }, body: { voterKey, personId } })
  await name(ids[0])
  app.deps.clock.advance(13, 'hours')
  expect((await type(secretary, ids[0], 'a')).body.state).toBe('first')
  await name(ids[1])
  app.deps.clock.advance(13, 'hours')
  // The same was ticked on both, by two people: it is one paper each.
  expect((await type(worker, ids[1], 'a')).body).toMatchObject({
    state: 'first',
    entries: [{ isMine: true }],
  })
  expect(await BallotVote.countDocuments()).toBe(0)
  expect((await type(secretary, ids[1], 'a')).body.state).toBe('counted')
  expect(await BallotVote.countDocuments()).toBe(1)
})

it('of a secret ballot is handed to her alone', async () => {
  await build(true)
  expectError(await hand(ids[0]), 'ballot.paper_voter_not_named')
  await settle(ids[0])
  expectError(await hand(undefined), 'ballot.whose_paper')
  expectError(await hand(ids[1]), 'ballot.paper_of_another')
  for (let times = 0; times < 2; times += 1) expect((await hand(ids[0], 'hand-paper-0001')).status).toBe(204)
  expect(await PaperStock.findById(id).lean()).toMatchObject({ handed: 1 })
  const one = await buildVoter(asId(0))
  const body = { voterKey, version, choices: ['a'] }
  expectError(await app.api(one).call(castVote, { params: { id }, body }), 'ballot.already_voted')
})

it('of whom lives alone asks nothing more', async () => {
  app = startTestApp()
  const [home] = await buildHomes(app, [{ members: [{ name: '王建国' }] }])
  secretary = await buildSecretary()
  worker = await buildCommunityWorker()
  ;({ id } = (await buildOpenBallot(app, { electorate: 'households' }, secretary)).ballot)
  ids = (home?.personIds ?? []).map(String)
  voterKey = `household:${home?.householdId.toString() ?? ''}`
  expect((await type(secretary, undefined)).body).toMatchObject({ state: 'first', members: [] })
  expect((await type(worker, ids[0])).body.state).toBe('counted')
})
