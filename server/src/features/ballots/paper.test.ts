import { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { voteContracts } from '@linli/shared/ballots/vote.contract'
import { mongo } from 'mongoose'
import { expectError } from '../../test/apiClient'
import {
  buildHomes,
  buildOpenBallot,
  buildVoter,
  closeBallot,
  editBody,
  vote,
} from '../../test/ballots.factory'
import { killAfter } from '../../test/killAfter'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { registerPaperTypist } from './ballot.hooks'
import { Ballot, type BallotRecord } from './ballot.model'
import { BallotPaper, PaperReturn, PaperStock } from './paper.model'
import { paperMigrations } from './paper.migrations'
import { BallotVote, RollLine } from './roll.model'
import { followPerson } from './roll.strike'
import { freezeAsked } from './vote.service'

const { getBallot } = ballotContracts
const { typePaper, handPaper, takeBackPaper, listPapers, listRoll, listReceipts } = voteContracts
const { withdrawPaper, withdrawPaperReturn } = voteContracts

let app: TestApp
let secretary: TestUser
let worker: TestUser
let users: TestUser[]
let keys: string[]
let id: string
let opensAt: string
let closesAt: string

/** A ballot with three voters, the first with an account at hand, and two at the desk. */
async function build(isSecret: boolean): Promise<void> {
  app = startTestApp()
  const members = ['甲', '乙', '丙'].map((name) => ({ name }))
  const [home] = await buildHomes(app, [{ members }])
  secretary = await buildSecretary()
  worker = await buildCommunityWorker()
  users = await Promise.all((home?.personIds ?? []).map((personId) => buildVoter(personId)))
  const { ballot } = await buildOpenBallot(app, { isSecret }, secretary)
  ;({ id, opensAt, closesAt } = ballot)
  keys = (home?.personIds ?? []).map((personId) => `person:${personId.toString()}`)
}

/** As papers lay before: the one that waits, and two of a ballot that is over. */
async function writeOldPapers(): Promise<void> {
  const entry = { byUserId: new mongo.ObjectId(secretary.id), byName: '陈书宁', choices: ['a'] }
  const { collection } = BallotPaper
  await collection.updateOne({ number: 17 }, { $set: { entries: [entry] }, $unset: { typed: 1 } })
  const over = { ballotId: new mongo.ObjectId(), entries: [entry, { ...entry, choices: ['b'] }], version: 2 }
  await collection.insertMany([
    { ...over, key: 'old:counted', number: 1, state: 'counted', receipt: '0a1b' },
    { ...over, key: 'old:differs', number: 2, state: 'differs' },
  ])
}

const type = (by: TestUser, paper: { voterKey?: string | undefined; number?: number }, choice: string) =>
  app.api(by).call(typePaper, { params: { id }, body: { ...paper, choices: [choice] } })
const readResult = async () => (await app.api(secretary).ok(getBallot, { params: { id } })).result

describe('papers of an open ballot', () => {
  it('count when two have typed the same, show what differs, and never double a person', async () => {
    await build(false)
    const first = await type(secretary, { voterKey: keys[0] }, 'a')
    expect(first.body).toMatchObject({ state: 'first', entries: [{ isMine: true, text: '同意' }] })
    expect(first.body.label).toContain('甲')
    // The same person twice is one entry.
    expect((await type(secretary, { voterKey: keys[0] }, 'a')).body.state).toBe('first')
    const differing = await type(worker, { voterKey: keys[0] }, 'b')
    expect(differing.body.state).toBe('differs')
    expect(differing.body.entries.map(({ text, isMine }) => [text, isMine])).toEqual([
      ['同意', false],
      ['反对', true],
    ])
    expect(await BallotVote.countDocuments()).toBe(0)
    const agreed = await type(secretary, { voterKey: keys[0] }, 'b')
    expect(agreed.body).toMatchObject({ state: 'counted', entries: [] })
    expectError(await type(worker, { voterKey: keys[0] }, 'b'), 'ballot.already_voted')
    const [voter, other] = users
    if (!voter || !other) throw new Error('voters are missing')
    expectError(await vote(app, voter, id, ['a']), 'ballot.already_voted')
    await moveOutbox(app.deps)
    const told = await InboxMessage.find({ userId: voter.id }, { event: 1 }).lean()
    expect(told.map(({ event }) => event)).toContain('ballot.paperCounted')

    // Who votes by telephone while the paper is being typed has one vote.
    await type(secretary, { voterKey: keys[1] }, 'a')
    const race = await Promise.all([vote(app, other, id, ['c']), type(worker, { voterKey: keys[1] }, 'a')])
    expect(race.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await BallotVote.countDocuments()).toBe(2)
    const list = await app.api(secretary).ok(listPapers, { params: { id } })
    expect(list.items.length + list.counted).toBeGreaterThan(0)
    await closeBallot(app, { id, closesAt })
    expect(await readResult()).toMatchObject({ turnout: { heads: 2 } })
    expectError(await type(worker, { voterKey: keys[2] }, 'a'), 'ballot.not_now')
  })

  it('that differ or were typed once are not counted, and the desk and the result say so', async () => {
    await build(false)
    await type(secretary, { voterKey: keys[0] }, 'a')
    await type(worker, { voterKey: keys[0] }, 'b')
    await type(secretary, { voterKey: keys[1] }, 'a')
    await closeBallot(app, { id, closesAt })
    expect((await readResult())?.words).toContain(
      '有 2 张收回的纸质票没有计票：1 张两个人录得不一样，1 张只录了一遍，截止前没有核对好。',
    )
    const { items, counted } = await app.api(secretary).ok(listPapers, { params: { id } })
    expect(counted).toBe(0)
    const shown = items.map(({ state, entries, typedBy }) => ({ state, entries, by: typedBy.length }))
    expect(shown.sort((a, b) => a.by - b.by)).toEqual([
      { state: 'first', entries: [], by: 1 },
      { state: 'differs', entries: [], by: 2 },
    ])
    expectError(await app.api(users[2]).call(listPapers, { params: { id } }), 'access.denied')
  })

  it('are typed by the desk, and by whom another feature gives the right', async () => {
    await build(false)
    const councillor = await buildResident()
    expectError(await type(councillor, { voterKey: keys[0] }, 'a'), 'access.denied')
    registerPaperTypist((userId) => Promise.resolve(userId === councillor.id))
    // A paper freezes what is asked as a vote does: of a change and the first paper on the same words one stands.
    const { version } = await app.api(secretary).ok(getBallot, { params: { id } })
    const written = editBody(app.deps.clock.now(), { opensAt, closesAt, title: '换个题目' })
    const edit = app
      .api(secretary)
      .call(ballotContracts.editBallot, { params: { id }, body: { ...written, version } })
    const race = await Promise.all([type(councillor, { voterKey: keys[0] }, 'a'), edit])
    const { title } = (await Ballot.findOne({ _id: id }).lean<BallotRecord>()) ?? {}
    // Both stand only where the paper was typed once the change was there to be read.
    const both =
      title === '换个题目'
        ? [
            [200, 409],
            [200, 200],
          ]
        : [[200, 409]]
    expect(both).toContainEqual(race.map(({ status }) => status).sort())
    const stale = await Ballot.findOne({ _id: id }).lean<BallotRecord>()
    if (stale)
      await expect(
        freezeAsked({ ...stale, version: stale.version - 1, isFrozen: false }),
      ).rejects.toMatchObject({
        code: 'ballot.changed',
      })
    expect((await type(councillor, { voterKey: keys[0] }, 'a')).status).toBe(200)
    // She finds who stands before her by name, and does not leaf through everybody.
    const find = (body: { q?: string }) => app.api(councillor).ok(listRoll, { params: { id }, body })
    expect((await find({})).items).toEqual([])
    expect((await find({ q: '甲' })).items).toHaveLength(1)
    const own = { params: { id }, body: { voterKey: keys[1] ?? '' } }
    expectError(await app.api(councillor).call(handPaper, own), 'access.denied')
    expectError(await type(secretary, { number: 3 }, 'a'), 'ballot.paper_wrong_kind')
    const hand = app.api(secretary).call(handPaper, { params: { id }, body: { voterKey: keys[0] ?? '' } })
    expectError(await hand, 'ballot.not_now')
  })
})

describe('papers of a secret ballot', () => {
  it('are handed to a person and come back under a number that nobody joins to her', async () => {
    await build(true)
    const hand = (voterKey = '') => app.api(secretary).call(handPaper, { params: { id }, body: { voterKey } })
    expectError(await type(secretary, { voterKey: keys[0] }, 'a'), 'ballot.paper_wrong_kind')
    await type(secretary, { number: 17 }, 'a')
    // Nobody has been given one.
    expectError(await type(worker, { number: 17 }, 'a'), 'ballot.paper_not_handed')
    expect((await hand(keys[0])).status).toBe(204)
    expectError(await hand(keys[0]), 'ballot.already_voted')
    const [voter, other] = users
    if (!voter || !other) throw new Error('voters are missing')
    expectError(await vote(app, voter, id, ['b']), 'ballot.already_voted')
    // The wrong person was written down: when two have said so it is back, and she may vote or have another.
    const takeBack = (by: TestUser, voterKey = '', requestKey = 'take-back-0001') =>
      app
        .api(by)
        .call(takeBackPaper, { params: { id }, body: { voterKey, reason: '登记错了人' }, requestKey })
    expectError(await takeBack(voter, keys[0]), 'access.denied')
    expectError(await takeBack(secretary, keys[1]), 'ballot.paper_not_out')
    for (let times = 0; times < 2; times += 1)
      expect((await takeBack(secretary, keys[0])).body).toEqual({ isBack: false })
    expectError(await vote(app, voter, id, ['b']), 'ballot.already_voted')
    const asked = (user: TestUser) =>
      app.api(user).ok(listRoll, { params: { id }, body: { only: 'returning' } })
    expect((await asked(worker)).items).toMatchObject([
      { voterKey: keys[0], returning: { isMine: false, text: '登记错了人' } },
    ])
    expect(JSON.stringify(await PaperReturn.find().lean())).not.toContain('登记错了人')
    await moveOutbox(app.deps)
    const eventsOf = async (user: TestUser) =>
      (await InboxMessage.find({ userId: user.id }).lean()).map(({ event }) => event)
    expect([await eventsOf(worker), await eventsOf(secretary)]).toEqual([['ballot.paperAskedBack'], []])
    // The one that was typed may be hers: whose it is nobody knows until another is out.
    expectError(await takeBack(worker, keys[0]), 'ballot.paper_in_box')
    expect((await hand(keys[2])).status).toBe(204)
    await PaperStock.collection.updateOne({}, { $unset: { untyped: 1 } })
    await writeOldPapers()
    const changed = []
    for (const { run } of paperMigrations) changed.push(await run(app.deps), await run(app.deps))
    expect(changed).toEqual([1, 0, 3, 0])
    expect(JSON.stringify(await BallotPaper.find().lean())).not.toMatch(/"(choices|[abc])"/)
    expect(await BallotPaper.findOne({ key: 'old:counted' }).lean()).toMatchObject({ receipt: '0a1b' })
    const herself = await buildCommunityWorker()
    await User.updateOne({ _id: herself._id }, { $set: { personId: keys[0]?.split(':')[1] } })
    expectError(await takeBack(herself, keys[0]), 'access.denied')
    const street = await buildStreetOfficer()
    // Who died while it was out is not asked any more, once it is back.
    const dead = keys[0]?.split(':')[1] ?? ''
    const readLine = async () => RollLine.findOne({ voterKey: keys[0] ?? '' }).lean()
    await Person.updateOne({ _id: dead }, { $set: { state: 'deceased' } })
    await followPerson(dead, 'deceased')
    expect(await readLine()).toMatchObject({ hasVoted: true, isStruck: false })
    const both = await Promise.all([takeBack(worker, keys[0]), takeBack(street, keys[0])])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await readLine()).toMatchObject({ hasVoted: false, isStruck: true })
    await Person.updateOne({ _id: dead }, { $set: { state: 'present' } })
    await followPerson(dead, 'present')
    const winner = both[0].status === 200 ? worker : street
    expect((await takeBack(winner, keys[0])).body).toEqual({ isBack: true })
    expect((await asked(worker)).items).toEqual([])
    expect((await takeBack(secretary, keys[2], 'take-back-0002')).body).toEqual({ isBack: false })
    expectError(await takeBack(worker, keys[2], 'take-back-0002'), 'ballot.paper_in_box')
    await moveOutbox(app.deps)
    expect(await eventsOf(voter)).toContain('ballot.paperTakenBack')
    const requestKey = 'hand-paper-0001'
    const again = { params: { id }, body: { voterKey: keys[0] ?? '' }, requestKey }
    for (let times = 0; times < 2; times += 1)
      expect((await app.api(worker).call(handPaper, again)).status).toBe(204)
    // Of a paper that is typed and one that is taken back in the same moment none is counted twice.
    const [back] = await Promise.all([
      takeBack(street, keys[2], 'take-back-0003'),
      type(secretary, { number: 18 }, 'a'),
    ])
    if (back.status === 200) await hand(keys[2])
    else expectError(back, 'ballot.paper_in_box')
    expect(await PaperStock.findById(id).lean()).toMatchObject({ handed: 2, left: 2, untyped: 0 })
    expect((await type(worker, { number: 17 }, 'a')).body).toMatchObject({
      state: 'counted',
      label: '17 号票',
    })
    expectError(await type(worker, { number: 17 }, 'a'), 'ballot.paper_counted')
    expect((await type(worker, { number: 18 }, 'a')).body.state).toBe('counted')
    await type(secretary, { number: 19 }, 'a')
    expectError(await type(worker, { number: 19 }, 'a'), 'ballot.paper_not_handed')
    await vote(app, other, id, ['b'])
    const list = await app.api(worker).ok(listPapers, { params: { id } })
    expect(list).toMatchObject({ handed: 2, counted: 2, items: [{ label: '19 号票', entries: [] }] })
    const line = await readLine()
    expect(line).toMatchObject({ hasVoted: true, by: 'paper' })
    expect(line?.receipt).toBeUndefined()
    await closeBallot(app, { id, closesAt })
    expect(await readResult()).toMatchObject({ turnout: { heads: 3 }, electorate: { heads: 3 } })
    expect((await app.api(voter).ok(listReceipts, { params: { id } })).receipts).toHaveLength(3)
    const roll = await app.api(secretary).ok(listRoll, { params: { id } })
    expect(roll.items.map(({ choiceText, isByPaper }) => [choiceText, isByPaper])).toEqual([
      [undefined, true],
      [undefined, false],
      [undefined, true],
    ])
  })
})

describe('what was typed or asked for by mistake', () => {
  const listed = async (by: TestUser) => (await app.api(by).ok(listPapers, { params: { id } })).items
  const withdraw = (by: TestUser, paperId = '') =>
    app.api(by).call(withdrawPaper, { params: { id, paperId } })

  it('under a wrong number holds no return: whoever typed it takes it off again, and nobody else', async () => {
    await build(true)
    const takeBack = (by: TestUser) =>
      app.api(by).call(takeBackPaper, {
        params: { id },
        body: { voterKey: keys[0] ?? '', reason: '登记错了人' },
        requestKey: 'take-back-0001',
      })
    await app.api(secretary).ok(handPaper, { params: { id }, body: { voterKey: keys[0] ?? '' } })
    await type(secretary, { number: 71 }, 'a')
    await takeBack(secretary)
    expectError(await takeBack(worker), 'ballot.paper_in_box')
    const [wrong] = await listed(secretary)
    expectError(await withdraw(worker, wrong?.id), 'record.not_found')
    expectError(await withdraw(await buildStreetOfficer(), wrong?.id), 'access.denied')
    const both = await Promise.all([withdraw(secretary, wrong?.id), withdraw(secretary, wrong?.id)])
    expect(both.map(({ status }) => status)).toContain(204)
    // The same press again stands, and is hers alone.
    expect((await withdraw(secretary, wrong?.id)).status).toBe(204)
    expectError(await withdraw(worker, wrong?.id), 'record.not_found')
    expect(await listed(secretary)).toEqual([])
    expect(await PaperStock.findById(id).lean()).toMatchObject({ handed: 1, left: 1, untyped: 1 })
    expect((await takeBack(worker)).body).toEqual({ isBack: true })
    const log = await AuditEntry.find({ subjectId: id, action: 'ballot.paperWithdrawn' }).lean()
    expect(log).toMatchObject([{ actorId: secretary._id, details: { number: 71 } }])
    // Under the right number it is typed as if for the first time, and what was counted stays counted.
    await app.api(secretary).ok(handPaper, { params: { id }, body: { voterKey: keys[1] ?? '' } })
    await type(secretary, { number: 71 }, 'b')
    const counted = (await type(worker, { number: 71 }, 'b')).body
    expect(counted.state).toBe('counted')
    expectError(await withdraw(worker, counted.id), 'ballot.paper_counted')
  })

  it('leaves what the other typed, who is then the first', async () => {
    await build(false)
    await type(secretary, { voterKey: keys[0] }, 'a')
    const { id: paperId } = (await type(worker, { voterKey: keys[0] }, 'b')).body
    expect((await withdraw(worker, paperId)).status).toBe(204)
    expect((await withdraw(worker, paperId)).status).toBe(204)
    expect(await listed(secretary)).toMatchObject([
      { state: 'first', entries: [{ isMine: true, text: '同意' }] },
    ])
    expect((await type(worker, { voterKey: keys[0] }, 'a')).body.state).toBe('counted')
  })

  it('is asked back no more once whoever asked says so, and nobody else can', async () => {
    await build(true)
    const voterKey = keys[0] ?? ''
    await app.api(secretary).ok(handPaper, { params: { id }, body: { voterKey } })
    const ask = (by: TestUser) =>
      app.api(by).ok(takeBackPaper, { params: { id }, body: { voterKey, reason: '登记错了人' } })
    const withdrawReturn = (by: TestUser) =>
      app.api(by).call(withdrawPaperReturn, { params: { id, voterKey } })
    await ask(secretary)
    expectError(await withdrawReturn(worker), 'record.not_found')
    expect((await withdrawReturn(secretary)).status).toBe(204)
    expect((await withdrawReturn(secretary)).status).toBe(204)
    expectError(await withdrawReturn(worker), 'record.not_found')
    expect(await PaperReturn.countDocuments()).toBe(0)
    expect(await AuditEntry.countDocuments({ action: 'ballot.paperReturnWithdrawn' })).toBe(1)
    // The next who asks is the first again.
    expect(await ask(worker)).toEqual({ isBack: false })
    expect(await ask(secretary)).toEqual({ isBack: true })
    // What she says no more of now is back, whatever she withdrew before.
    expectError(await withdrawReturn(secretary), 'record.not_found')
  })

  it('is asked back, told and logged as one, wherever the process dies', async () => {
    await build(true)
    const voterKey = keys[0] ?? ''
    await app.api(secretary).ok(handPaper, { params: { id }, body: { voterKey } })
    const ask = () =>
      app.api(secretary).call(takeBackPaper, { params: { id }, body: { voterKey, reason: '登记错了人' } })
    for (const changes of [0, 1, 2]) await killAfter(changes, ask, [PaperReturn, AuditEntry, Ballot])
    expect((await ask()).body).toEqual({ isBack: false })
    const { outbox } = await Ballot.findById(id).orFail().lean()
    expect(outbox.filter(({ event }) => event === 'ballot.paperAskedBack')).toHaveLength(1)
    expect(await AuditEntry.countDocuments({ action: 'ballot.paperAskedBack' })).toBe(1)
  })

  it('is followed through when the process dies once the paper is back', async () => {
    await build(true)
    const voterKey = keys[0] ?? ''
    const dead = voterKey.split(':')[1] ?? ''
    await app.api(secretary).ok(handPaper, { params: { id }, body: { voterKey } })
    await Person.updateOne({ _id: dead }, { $set: { state: 'deceased' } })
    await followPerson(dead, 'deceased')
    const press = (by: TestUser) =>
      app.api(by).call(takeBackPaper, {
        params: { id },
        body: { voterKey, reason: '登记错了人' },
        requestKey: 'take-back-0001',
      })
    await press(secretary)
    const look = jest.spyOn(Person, 'find').mockImplementationOnce(() => {
      throw new Error('the process died')
    })
    expect((await press(worker)).status).toBe(500)
    look.mockRestore()
    expect(await RollLine.findOne({ voterKey }).lean()).toMatchObject({ hasVoted: false, isStruck: false })
    expect(await AuditEntry.countDocuments({ action: 'ballot.paperTakenBack' })).toBe(1)
    await moveOutbox(app.deps)
    expect(await RollLine.findOne({ voterKey }).lean()).toMatchObject({ hasVoted: false, isStruck: true })
    expect((await press(worker)).body).toEqual({ isBack: true })
  })
})
