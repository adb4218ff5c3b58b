import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { expectError } from '../../test/apiClient'
import { buildHomes, buildOpenBallot, buildVoter } from '../../test/ballots.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildCommunityWorker, buildSecretary, type TestUser } from '../../test/users.factory'
import { Ballot } from './ballot.model'
import { BallotVote, RollLine, VoterNaming } from './roll.model'

const { castVote, nameVoter, contestVoter, typePaper, settleVoter } = voteContracts

let app: TestApp
let secretary: TestUser
let one: TestUser
let other: TestUser
let ids: string[]
let voterKey: string
let id: string
let version: number

/** Two who share one vote of an open household ballot; nobody is named yet. */
beforeEach(async () => {
  app = startTestApp()
  const [home] = await buildHomes(app, [{ members: [{ name: '林晓岚' }, { name: '林建华' }] }])
  if (!home) throw new Error('no home')
  secretary = await buildSecretary()
  const { ballot } = await buildOpenBallot(app, { electorate: 'households' }, secretary)
  ;({ id, version } = ballot)
  ;[one, other] = [await buildVoter(home.personIds[0]), await buildVoter(home.personIds[1])]
  ids = home.personIds.map(String)
  voterKey = `household:${home.householdId.toString()}`
})

const cast = (user: TestUser, choice: string) =>
  app.api(user).call(castVote, { params: { id }, body: { voterKey, version, choices: [choice] } })
const name = (by: TestUser, personId = '') =>
  app.api(by).call(nameVoter, { params: { id }, body: { voterKey, personId } })
const settle = (personId = '') =>
  app.api(secretary).call(settleVoter, { params: { id }, body: { voterKey, personId, text: '听过双方' } })
const contest = (by: TestUser) =>
  app.api(by).call(contestVoter, { params: { id }, body: { voterKey, text: '应该由我来投' } })
/** One is named, as if before the opening: she may vote at once, and the other may object. */
async function nameOne(): Promise<void> {
  expect((await name(one, ids[0])).status).toBe(200)
  await VoterNaming.updateOne({ voterKey }, { $unset: { votableFrom: 1 } })
}
const readVotes = async () => (await BallotVote.find().lean()).map(({ choices }) => choices)
const readNamed = async () => String((await VoterNaming.findOne({ voterKey }).orFail().lean()).voterId)
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort()

it('two who name each their own at once name one, and the other is told', async () => {
  const answers = await Promise.all([name(one, ids[0]), name(other, ids[1])])
  expect(statuses(answers)).toEqual([200, 409])
  expect(await readNamed()).toBe(ids[answers[0].status === 200 ? 0 : 1])
})

it('two who vote at once have one vote, of whoever is named', async () => {
  await settle(ids[0])
  const [named, unnamed] = await Promise.all([cast(one, 'a'), cast(other, 'b')])
  expect(named.status).toBe(200)
  expectError(unnamed, 'ballot.voter_is_another')
  expect(await readVotes()).toEqual([['a']])
})

it('one by telephone and the home’s paper at once are one vote', async () => {
  await settle(ids[0])
  const paper = (by: TestUser) =>
    app.api(by).call(typePaper, { params: { id }, body: { voterKey, personId: ids[0], choices: ['b'] } })
  await paper(secretary)
  const answers = await Promise.all([cast(one, 'a'), paper(await buildCommunityWorker())])
  expect(statuses(answers)).toEqual([200, 409])
  expect(await readVotes()).toEqual([[answers[0].status === 200 ? 'a' : 'b']])
  expect(await RollLine.findOne({ voterKey }).lean()).toMatchObject({ hasVoted: true })
})

it('a vote and an objection at once: either it stands, or it waits for what the secretary decides', async () => {
  await nameOne()
  const answers = await Promise.all([cast(one, 'a'), contest(other)])
  expect(statuses(answers)).toEqual([200, 409])
  const isCast = answers[0].status === 200
  expect(await readVotes()).toEqual(isCast ? [['a']] : [])
  expect(await VoterNaming.findOne({ voterKey }).lean()).toMatchObject({ hasContest: !isCast })
})

it('a vote and its being handed on at once: either it stands and she is named, or it does not', async () => {
  await nameOne()
  const answers = await Promise.all([cast(one, 'a'), name(one, ids[1])])
  expect(statuses(answers)).toEqual([200, 409])
  const isCast = answers[0].status === 200
  expect(await readVotes()).toEqual(isCast ? [['a']] : [])
  expect(await readNamed()).toBe(ids[isCast ? 0 : 1])
})

it('whoever is overtaken by a settlement, and by the vote of who is named by it, changes nothing of that vote', async () => {
  await nameOne()
  const write = Ballot.updateOne.bind(Ballot)
  // The first vote freezes what is asked: in that moment another is named and votes.
  const overtaken = jest.spyOn(Ballot, 'updateOne').mockImplementationOnce((async (...asked: never[]) => {
    expect((await contest(other)).status).toBe(200)
    expect((await settle(ids[1])).status).toBe(204)
    expect((await cast(other, 'b')).status).toBe(200)
    return write(...(asked as unknown as Parameters<typeof write>))
  }) as never)
  expectError(await cast(one, 'a'), 'ballot.voter_is_another')
  overtaken.mockRestore()
  expect(await readVotes()).toEqual([['b']])
})
