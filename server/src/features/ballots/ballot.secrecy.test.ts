import { contracts } from '@linli/shared/contracts'
import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { mongoose } from '../../database/mongoose'
import { inTransaction } from '../../lib/inTransaction'
import { expectError } from '../../test/apiClient'
import { buildHomes, buildOpenBallot, buildVoter, closeBallot, vote } from '../../test/ballots.factory'
import { sampleInput } from '../../test/sampleInput'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildCommunityWorker,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { listOwnDataHooks } from '../users/userHooks'
import { Ballot } from './ballot.model'
import { BallotPaper } from './paper.model'
import { BallotGate, BallotVote, RollLine } from './roll.model'

const { getBallot } = ballotContracts
const { castVote, listReceipts } = voteContracts

let app: TestApp
let secretary: TestUser
let users: TestUser[]
let id: string
let closesAt: string

/** Words that stand in the paper and nowhere else, so that they are found wherever they lie. */
const plans = ['种桂花树', '种银杏树']

beforeEach(async () => {
  app = startTestApp()
  const [home] = await buildHomes(app, [
    { members: Array.from({ length: 5 }, (_, i) => ({ name: `居民${i}` })) },
  ])
  users = await Promise.all((home?.personIds ?? []).map((personId) => buildVoter(personId)))
  const built = await buildOpenBallot(app, { isSecret: true, kind: 'opinion', form: 'single', plans })
  ;({ secretary } = built)
  ;({ id, closesAt } = built.ballot)
})

const one = (): TestUser => {
  const [user] = users
  if (!user) throw new Error('voters are missing')
  return user
}

/** Whose vote is still to be cast. */
async function listOpenKeys(): Promise<string[]> {
  const lines = await RollLine.find({ ballotId: id, hasVoted: false }).sort({ _id: 1 }).lean()
  return lines.map(({ voterKey }) => voterKey)
}

/** Hands a paper to everybody who has not voted, and has two people type one and one person another. */
async function usePapers(worker: TestUser): Promise<void> {
  for (const voterKey of await listOpenKeys())
    await app.api(secretary).ok(voteContracts.handPaper, { params: { id }, body: { voterKey } })
  const type = async (by: TestUser, number: number) =>
    (await app.api(by).ok(voteContracts.typePaper, { params: { id }, body: { number, choices: ['a'] } }))
      .state
  expect([await type(secretary, 1), await type(worker, 1)]).toEqual(['first', 'counted'])
  expect(await type(secretary, 2)).toBe('first')
}

/** Every document of every collection, as it lies in the database. */
async function readEverything(): Promise<{ collection: string; document: string }[]> {
  const { db } = mongoose.connection
  if (!db) throw new Error('no database')
  const found: { collection: string; document: string }[] = []
  for (const { name } of await db.listCollections().toArray())
    for (const document of await db.collection(name).find().toArray())
      found.push({ collection: name, document: JSON.stringify(document) })
  return found
}

/** Whatever an answer calls its counts by option, at any depth. */
function findCounts(value: unknown): boolean {
  return /"(tallies|winner|optionId|counts)"/.test(JSON.stringify(value))
}

/**
 * Another process marks a roll in a transaction and is killed before it puts the vote in: nobody commits, nobody takes
 * back. In a database of its own, for the engine holds what it wrote for a minute.
 * @returns what is left of it.
 */
async function dieBetweenWrites(): Promise<{ marked: number; votes: number }> {
  const { client, name } = mongoose.connection as unknown as { client: { s: { url: string } }; name: string }
  const script = `
    const { MongoClient } = require('mongodb')
    const [url, name] = process.argv.slice(1)
    MongoClient.connect(url, { directConnection: true }).then(async (client) => {
      const lines = client.db(name).collection('lines')
      await lines.insertOne({ hasVoted: false })
      const session = client.startSession()
      session.startTransaction()
      const { modifiedCount } = await lines.updateOne({}, { $set: { hasVoted: true } }, { session })
      process.stdout.write('marked ' + modifiedCount)
      setInterval(() => undefined, 1000)
    })`
  const killed = `${name}_killed`
  const cwd = path.dirname(require.resolve('mongoose'))
  const child = spawn(process.execPath, ['-e', script, client.s.url, killed], { cwd })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('marked 1')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { db } = mongoose.connection.useDb(killed)
  const count = async (collection: string, filter: object) =>
    (await db?.collection(collection).countDocuments(filter)) ?? -1
  return { marked: await count('lines', { hasVoted: true }), votes: await count('votes', {}) }
}

describe('a secret vote', () => {
  it('leaves no document that holds both the voter and the choice, nor time, nor an order', async () => {
    const choices = ['a', 'b', 'c']
    for (const [i, user] of users.slice(0, 3).entries())
      await vote(app, user, id, [choices[i] ?? 'a'], `secret-press-${i}`)
    await usePapers(await buildCommunityWorker())
    const everything = await readEverything()
    const votes = everything.filter(({ collection }) => collection === 'ballotvotes')
    expect(votes).toHaveLength(4)
    for (const { document } of votes) {
      const record = JSON.parse(document) as object
      expect(Object.keys(record).sort()).toEqual(['__v', '_id', 'area', 'ballotId', 'choices'])
      expect((record as { _id: string })._id).toMatch(/^[0-9a-f]{32}$/)
      expect((record as { area: number }).area).toBe(0)
    }
    // Nothing outside the votes says a choice; nothing in them says a voter, a receipt or a key of a press.
    const lines = await RollLine.find().lean()
    const voterIds = [
      ...users.map((user) => user.id),
      ...lines.flatMap(({ personIds }) => personIds.map(String)),
    ]
    const papers = await BallotPaper.find().sort({ number: 1 }).lean()
    const receipts = [...lines, ...papers].flatMap(({ receipt }) => receipt ?? [])
    expect(receipts).toHaveLength(4)
    const ofVoters = [...voterIds, ...lines.map(({ _id }) => _id.toString()), 'secret-press']
    const marks = [...ofVoters, ...receipts, ...papers.map(({ _id }) => _id.toString())]
    for (const { document } of votes) for (const mark of marks) expect(document).not.toContain(mark)
    const others = everything.filter(({ collection }) => collection !== 'ballotvotes')
    expect(others.filter(({ document }) => document.includes('"choices"'))).toEqual([])
    expect(others.filter(({ collection }) => collection === 'requestrecords')).toEqual([])
    // A paper that is counted keeps who typed it and no choice; one that waits has it sealed. None says a voter or a time.
    const common = ['__v', '_id', 'ballotId', 'entries', 'key', 'number', 'state', 'version']
    expect(papers.map((paper) => Object.keys(paper).sort())).toEqual([
      [...common, 'receipt'].sort(),
      [...common, 'typed'].sort(),
    ])
    for (const paper of papers) {
      for (const mark of ofVoters) expect(JSON.stringify(paper)).not.toContain(mark)
      expect(JSON.stringify(paper)).not.toMatch(/"a"/)
      expect(paper.entries.map((entry) => Object.keys(entry).sort())).toEqual(
        paper.entries.map(() => ['byName', 'byUserId']),
      )
      expect(Math.abs(paper._id.getTimestamp().getTime() - Date.now())).toBeGreaterThan(60 * 60_000)
    }
    const times = lines.map((line) => Object.values(line).some((value) => value instanceof Date))
    expect(times).not.toContain(true)
    // What nobody typed a second time is no vote, and goes at the closing.
    await closeBallot(app, { id, closesAt })
    expect((await BallotPaper.find().lean()).map(({ typed }) => typed)).toEqual([undefined, undefined])
    const { total } = await app.api(secretary).ok(listReceipts, { params: { id } })
    expect(total).toBe(4)
  })

  it('sent again is the same one with its receipt, and another one is refused', async () => {
    const user = one()
    const first = await vote(app, user, id, ['a'], 'secret-press-1')
    const again = await vote(app, user, id, ['a'], 'secret-press-1')
    expect(again.body).toEqual(first.body)
    expectError(await vote(app, user, id, ['b'], 'secret-press-2'), 'ballot.already_voted')
    expectError(await vote(app, user, id, ['b']), 'ballot.already_voted')
    expect(await BallotVote.countDocuments()).toBe(1)
    await closeBallot(app, { id, closesAt })
    expect((await vote(app, user, id, ['a'], 'secret-press-1')).body).toEqual(first.body)
    const { receipts, total } = await app.api(user).ok(listReceipts, {
      params: { id },
      query: { start: first.body.receipt.slice(0, 4) },
    })
    expect({ receipts, total }).toEqual({ receipts: [first.body.receipt], total: 1 })
  })

  it('is whole or not at all when the server dies between its two writes', async () => {
    const user = one()
    const line = await RollLine.findOne().lean()
    if (!line) throw new Error('the roll is empty')
    expect(await dieBetweenWrites()).toEqual({ marked: 0, votes: 0 })
    // The same when the second write fails.
    const failing = inTransaction(async (inner) => {
      await RollLine.updateOne({ _id: line._id }, { $set: { hasVoted: true, by: 'app' } }, { session: inner })
      throw new Error('the machine stopped')
    })
    await expect(failing).rejects.toThrow('the machine stopped')
    expect(await RollLine.countDocuments({ hasVoted: true })).toBe(0)
    expect((await vote(app, user, id, ['a'])).status).toBe(200)
    expect(await BallotVote.countDocuments()).toBe(1)
  })

  it('that finds the gate shut leaves nothing behind', async () => {
    await BallotGate.updateMany({}, { $set: { isShut: true } })
    expectError(await vote(app, one(), id, ['a']), 'ballot.closed')
    const paper = { params: { id }, body: { number: 3, choices: ['a'] } }
    expectError(await app.api(secretary).call(voteContracts.typePaper, paper), 'ballot.closed')
    expect(await BallotPaper.countDocuments()).toBe(0)
    expect(await BallotVote.countDocuments()).toBe(0)
    expect(await RollLine.countDocuments({ hasVoted: true })).toBe(0)
  })
})

describe('before the closing', () => {
  it('no endpoint shows a count or a choice to anybody, whatever their rank', async () => {
    const user = one()
    for (const [i, each] of users.slice(0, 3).entries()) await vote(app, each, id, [i === 0 ? 'a' : 'b'])
    const readers = [
      user,
      secretary,
      await buildCommunityWorker(),
      await buildStreetOfficer(),
      await buildAdministrator(),
    ]
    const reads = Object.entries({ ...ballotContracts, ...voteContracts }).filter(
      ([, { method }]) => method === 'get',
    )
    expect(reads.length).toBeGreaterThan(6)
    for (const reader of readers)
      for (const [name, contract] of reads) {
        const params = contract.path.includes(':code') ? { code: '310113007' } : { id }
        const query = name === 'listBallots' ? { community: '310113007001' } : {}
        const { body, bytes } = await app.api(reader).callLoose(contract, { params, query })
        expect([name, findCounts(body)]).toEqual([name, false])
        expect([name, bytes.toString('utf8').includes(`种桂花树</td><td>`)]).toEqual([name, false])
        expect([name, /"(choices|choiceText)"/.test(JSON.stringify(body))]).toEqual([name, false])
      }
    const seen = await app.api(user).ok(getBallot, { params: { id } })
    expect(seen).toMatchObject({
      turnout: { heads: 3 },
      size: { heads: 5 },
      mine: [{ hasVoted: true, canVote: false }],
    })
    expectError(await app.api(user).call(listReceipts, { params: { id } }), 'ballot.not_now')
  })

  it('nor does any other endpoint, whatever its feature; the roll says who voted and not what', async () => {
    for (const [i, each] of users.slice(0, 3).entries()) await vote(app, each, id, [i === 0 ? 'a' : 'b'])
    // And on paper: one that two have typed, and one that waits for the second.
    const worker = await buildCommunityWorker()
    await usePapers(worker)
    const known = { community: testAreas.community, post: `triage:${testAreas.community}`, id }
    // Lists that are asked for by a POST, for what is searched stands in no address.
    const isList = (name: string): boolean => /^(list|find|search)/.test(name)
    const reads = Object.entries(contracts).filter(
      ([name, { method, access }]) => access !== 'public' && (method === 'get' || isList(name)),
    )
    const shown: string[] = []
    // Who has typed a paper sees her own entry of it until the second agrees: nobody else does.
    for (const reader of [worker, await buildAdministrator()])
      for (const [name, contract] of reads) {
        const { body } = await app.api(reader).callLoose(contract, sampleInput(contract, known))
        if (/"(tallies|winner|optionId|choices|choiceText)"/.test(JSON.stringify(body ?? {})))
          shown.push(name)
      }
    expect(shown).toEqual([])
    const roll = await app.api(secretary).ok(voteContracts.listRoll, { params: { id }, body: {} })
    expect(roll.items).toHaveLength(5)
  })

  it('nor does whoever merely joined find it by any', async () => {
    const joined = await buildUser({ level: 'joined', community: testAreas.community })
    const known = { community: testAreas.community, post: '', id }
    const found: string[] = []
    for (const [name, contract] of Object.entries({ ...ballotContracts, ...voteContracts })) {
      if (contract.path.includes(':code')) continue
      const { status, body } = await app.api(joined).callLoose(contract, sampleInput(contract, known))
      // Her own ballots are a list of none.
      const isNothing = (body as { items?: unknown[] } | undefined)?.items?.length === 0
      if (status !== 403 && status !== 404 && !isNothing) found.push(`${name}: ${status}`)
    }
    expect(found).toEqual([])
  })

  it('nor does what a person takes away of her own data, then or later', async () => {
    const user = one()
    await vote(app, user, id, ['b'])
    const collect = async () => {
      const parts: unknown[] = []
      for (const hook of listOwnDataHooks())
        parts.push(await hook.describe(user.id, app.deps), await hook.collect(user.id, app.deps))
      return JSON.stringify(parts)
    }
    for (const data of [await collect(), (await closeBallot(app, { id, closesAt }), await collect())]) {
      expect(data).toContain('要不要装一盏路灯')
      expect(data).toContain('"hasVoted":true')
      expect(data).not.toContain('种银杏树')
      expect(findCounts(data)).toBe(false)
    }
  })

  it('nothing that is sent out, logged or told to sockets says it', async () => {
    const lines: string[] = []
    const logger = app.deps.logger.child({}, { level: 'trace' })
    for (const level of ['info', 'warn', 'error', 'debug'] as const)
      jest
        .spyOn(logger, level)
        .mockImplementation((...args: unknown[]) => void lines.push(JSON.stringify(args)))
    const loud = startTestApp({ ...app.deps, logger })
    const user = one()
    const { version, mine } = await loud.api(user).ok(getBallot, { params: { id } })
    const body = { voterKey: mine[0]?.voterKey ?? '', version, choices: ['b'] }
    await loud.api(user).ok(castVote, { params: { id }, body })
    expectError(await loud.api(user).call(castVote, { params: { id }, body }), 'ballot.already_voted')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => line.includes('choices') || line.includes(body.voterKey))).toEqual([])
    expect(JSON.stringify(app.deps.published)).not.toContain('choices')
    const ballot = await Ballot.findOne({ _id: id }).lean()
    expect(JSON.stringify(ballot?.outbox)).not.toContain('choice')
  })
})

it('is no contract whose answer the idempotency store keeps', () => {
  // What staff make by a POST with 201 or 202 is kept there with its input’s fingerprint.
  for (const name of ['castVote', 'typePaper', 'handPaper']) expect(contracts[name]?.success).not.toBe(201)
})
