import '../../database/mongoose'
import { dutyContracts } from '@linli/shared/safety/duty.contract'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { sosRules, sosRungs } from '@linli/shared/safety/sos'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildElder } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import {
  actOnSos,
  buildElderWithFamily,
  raiseSos,
  readSosRecord,
  writeContacts,
} from '../../test/safety.factory'
import { createTestDeps, startTestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildDistrictOfficer,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
} from '../../test/users.factory'
import { ProxyAct } from '../families/bond.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { deliverDue } from '../messages/delivery.service'
import { fieldAad } from '../../lib/fieldCrypto'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { Types } from 'mongoose'
import { SosCase, SosOldAttempt, type SosRecord } from './sos.model'
import { endLadder, startLadder } from './sos.door'
import { findLongestWait } from './sos.change'
import { endSosOfPerson, sweepSos } from './sos.sweep'
import { createStallWatch } from './stallWatch'

const app = startTestApp()
const { api, deps } = app

beforeEach(async () => {
  await buildAreas()
  deps.clock.set('2026-11-23T02:00:00.000Z')
  deps.ports.sms.sent.length = 0
  deps.ports.voice.sent.length = 0
})

const rungsOf = async (id: string) =>
  (await readSosRecord(id)).attempts.map(({ rung, people, contacts }) => [
    rung,
    people.length + contacts.length,
  ])
const tell = () => moveOutbox(deps)
const inboxOf = async (user: { id: string }) =>
  (await InboxMessage.find({ userId: user.id }).sort({ _id: 1 }).lean()).map(({ title }) => title)
/** One rung further. */
const nextRung = async () => {
  deps.clock.advance(sosRules.rungSeconds, 'seconds')
  return sweepSos(deps)
}

describe('the ladder', () => {
  it('goes from the primary child to the street, one rung after the other, and round again until someone answers', async () => {
    const { elder, daughter, son, personId } = await buildElderWithFamily(deps)
    await writeContacts(personId, [{ name: '赵阿姨', relation: '邻居', phone: '13700000009' }], deps)
    const leader = await buildBuildingLeader()
    const grid = await buildGridWorker()
    const officer = await buildStreetOfficer()
    const { body } = await raiseSos(app, elder)
    expect(body).toMatchObject({
      state: 'raised',
      relation: 'caller',
      name: '张桂珍',
      actions: ['press', 'tell', 'cancel'],
    })
    expect(await sweepSos(deps)).toBe(1)
    expect(await sweepSos(deps)).toBe(0)
    await tell()
    expect(await inboxOf(daughter)).toContain('【紧急】有人按了紧急求助')
    expect(await inboxOf(son)).not.toContain('【紧急】有人按了紧急求助')
    for (let i = 0; i < 4; i += 1) {
      expect(await nextRung()).toBe(1)
      await tell()
    }
    expect(await rungsOf(body.id)).toEqual([
      ['primary', 1],
      ['family', 2],
      ['neighbour', 1],
      ['grid', 1],
      ['duty', 1],
    ])
    for (const user of [son, leader, grid, officer])
      expect(await inboxOf(user)).toContain('【紧急】有人按了紧急求助')
    expect(deps.ports.sms.sent.map(({ phone }) => phone)).toContain('13700000009')
    expect(deps.ports.voice.sent.map(({ phone }) => phone)).toContain('13700000009')
    expect(JSON.stringify([...deps.ports.sms.sent, ...deps.ports.voice.sent])).not.toMatch(/张桂珍|101室/)
    expect(await readSosRecord(body.id)).toMatchObject({ round: 2, rung: 0 })
    deps.clock.advance(sosRules.roundSeconds, 'seconds')
    expect(await sweepSos(deps)).toBe(1)
    const seen = await api(elder).ok(sosContracts.getSos, { params: { id: body.id } })
    expect(seen.attempts[0]).toMatchObject({ rung: 'primary', round: 2, people: [{ name: '女儿 王小丽' }] })
    expect(seen.attempts.find(({ rung }) => rung === 'family')?.people.at(-1)).toEqual({
      name: '邻居 赵阿姨',
      ways: '短信、电话已发',
    })
  })

  it('calls by telephone whom it named, whatever the list of the register is when it goes out', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const [zhao, qian, sun] = [
      { name: '赵阿姨', relation: '邻居', phone: '13700000009' },
      { name: '钱阿姨', relation: '邻居', phone: '13700000008' },
      { name: '孙阿姨', relation: '邻居', phone: '13700000007' },
    ]
    await writeContacts(personId, [zhao, qian], deps)
    const { id } = (await raiseSos(app, elder)).body
    await sweepSos(deps)
    await nextRung()
    // The server was down until then.
    await writeContacts(personId, [sun, zhao, { ...sun, phone: '13700000006' }], deps)
    await tell()
    expect(deps.ports.sms.sent.map(({ phone }) => phone).filter((phone) => phone.startsWith('137'))).toEqual([
      zhao.phone,
    ])
    const { attempts } = await api(daughter).ok(sosContracts.getSos, { params: { id } })
    const contacts = attempts.find(({ rung }) => rung === 'family')?.people.slice(-2)
    expect(contacts).toEqual([
      { name: '邻居 赵阿姨', ways: '短信、电话已发' },
      { name: '邻居 钱阿姨', ways: '没发出，请直接打电话' },
    ])
    // As an earlier release left it.
    await SosCase.updateOne({ 'attempts.rung': 'family' }, { $set: { 'attempts.$.contacts.2.isSent': true } })
    const left = await api(daughter).ok(sosContracts.getSos, { params: { id } })
    expect(left.attempts.find(({ rung }) => rung === 'family')?.people.slice(-2)).toEqual(contacts)
  })

  it('calls the night shift over the end of a month, its deputy from the second round, by two servers', async () => {
    deps.clock.set('2026-11-30T23:58:00+08:00')
    const { elder } = await buildElderWithFamily(deps)
    const officer = await buildStreetOfficer()
    const night = await buildSecretary(testAreas.neighbourCommunity)
    const deputy = await buildGridWorker(testAreas.otherGrid)
    const everyDay = [0, 1, 2, 3, 4, 5, 6]
    const shifts = [
      { weekdays: everyDay, from: 480, until: 1200, userId: officer.id },
      { weekdays: everyDay, from: 1200, until: 480, userId: night.id, deputyId: deputy.id },
    ]
    const params = { street: testAreas.street }
    await api(officer).ok(dutyContracts.saveDutyRoster, { params, body: { version: 0, shifts } })
    const { id } = (await raiseSos(app, elder)).body
    const other = createTestDeps({ clock: deps.clock })
    while ((await readSosRecord(id)).round < 3) {
      await Promise.all([sweepSos(deps), sweepSos(other)])
      deps.clock.advance(sosRules.roundSeconds, 'seconds')
    }
    const onDuty = (await readSosRecord(id)).attempts.filter(({ rung }) => rung === 'duty')
    expect(onDuty.map(({ round, people }) => [round, people.map(({ userId }) => userId.toString())])).toEqual(
      [
        [1, [night.id]],
        [2, [night.id, deputy.id]],
      ],
    )
    expect(deps.clock.now() > new Date('2026-12-01T00:00:00+08:00')).toBe(true)
    // Called on duty she sees it, though it lies in none of her areas; nobody else of the street does.
    expect((await actOnSos(app, deputy, id, { action: 'onTheWay' })).body.state).toBe('acknowledged')
    const stranger = await buildGridWorker(testAreas.otherGrid)
    expectError(await api(stranger).call(sosContracts.getSos, { params: { id } }), 'record.not_found')
  })

  it('passes rungs where nobody is at once, and falls to the desk of the street without a roster', async () => {
    const resident = await buildResident()
    const officer = await buildStreetOfficer()
    const { body } = await raiseSos(app, resident)
    await sweepSos(deps)
    expect(await rungsOf(body.id)).toEqual([
      ['primary', 0],
      ['family', 0],
      ['neighbour', 0],
      ['grid', 0],
      ['duty', 1],
    ])
    await tell()
    expect(await inboxOf(officer)).toHaveLength(1)
  })

  it('says by SMS, voice and message, each timed', async () => {
    const { elder, daughter } = await buildElderWithFamily(deps)
    await User.updateOne(
      { _id: daughter.id },
      { $set: { phone: deps.crypto.encrypt('13600000002', fieldAad('users', daughter._id, 'phone')) } },
    )
    const { body } = await raiseSos(app, elder)
    await sweepSos(deps)
    await tell()
    await deliverDue(deps)
    expect(deps.ports.sms.sent.map(({ phone }) => phone)).toEqual(['13600000002'])
    expect(deps.ports.voice.sent.map(({ phone }) => phone)).toEqual(['13600000002'])
    const seen = await api(elder).ok(sosContracts.getSos, { params: { id: body.id } })
    expect(seen.attempts[0]?.people[0]?.ways).toMatch(/消息已发.*短信已发.*电话已发/)
    expect(seen.attempts[0]?.at).toBe('2026-11-23T02:00:00.000Z')
  })

  it('is told at each step to every screen that lists it: hers, her family’s, and of whoever stands on its ladder', async () => {
    const { elder, daughter, son } = await buildElderWithFamily(deps)
    const grid = await buildGridWorker()
    const told = async () => {
      deps.published.length = 0
      await tell()
      const events = deps.published.filter(({ name }) => name === 'sos.changed')
      return [...new Set(events.flatMap(({ rooms }) => rooms))]
    }
    const { id } = (await raiseSos(app, elder)).body
    const rooms = [
      ...[elder, daughter, son].map((user) => `user:${user.id}`),
      ...[`post:grid:${testAreas.grid}`, `post:triage:${testAreas.community}`],
      `post:triage:${testAreas.street}`,
    ]
    expect(await told()).toEqual(expect.arrayContaining(rooms))
    await actOnSos(app, grid, id, { action: 'speak' })
    expect(await told()).toEqual(expect.arrayContaining(rooms))
    await actOnSos(app, grid, id, { action: 'close', outcome: 'well', text: '摔了一下，没事' })
    expect(await told()).toEqual(expect.arrayContaining(rooms))
  })

  it('ends with an answer, goes on when nobody arrives, and is closed only with what happened', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const grid = await buildGridWorker()
    const { id } = (await raiseSos(app, elder, { point: { longitude: 121.4, latitude: 31.4 } })).body
    await sweepSos(deps)
    const answered = (await actOnSos(app, grid, id, { action: 'onTheWay' })).body
    expect(answered).toMatchObject({ state: 'acknowledged', point: { longitude: 121.4, latitude: 31.4 } })
    expect(answered.stateText).toMatch(/^网格员.*在路上，10:00 回应的$/)
    expect(answered.actions).toEqual(['handBack', 'arrive', 'speak'])
    // Said again it would put off the moment when others are called.
    expectError(await actOnSos(app, grid, id, { action: 'onTheWay' }), 'sos.invalid_transition')
    await tell()
    expect((await inboxOf(daughter)).at(-1)).toMatch(/^网格员.*在路上$/)
    expect(await nextRung()).toBe(0)
    expectError(await actOnSos(app, daughter, id, { action: 'acknowledge' }), 'sos.already_taken')
    deps.clock.advance(sosRules.arrivalMinutes, 'minutes')
    await sweepSos(deps)
    expect(await readSosRecord(id)).toMatchObject({ state: 'raised', rung: 0 })
    await actOnSos(app, grid, id, { action: 'arrive' })
    expectError(await actOnSos(app, elder, id, { action: 'cancel' }), 'sos.invalid_transition')
    deps.clock.advance(sosRules.followUpMinutes, 'minutes')
    await sweepSos(deps)
    await tell()
    expect(await inboxOf(grid)).toContain('请写下求助的结果')
    const closed = (
      await actOnSos(app, grid, id, { action: 'close', outcome: 'hospital', text: '送到中心医院' })
    ).body
    expect(closed).toMatchObject({
      state: 'closed',
      stateText: '处理完了',
      actions: [],
      contacts: [],
    })
    expect(closed.timeline.at(-1)).toMatchObject({ who: '您', text: '送到中心医院' })
    const record = await readSosRecord(id)
    expect(record.nextAt).toBeUndefined()
    expect(JSON.stringify(record)).not.toContain('中心医院')
    expect(await SosCase.countDocuments({ personId })).toBe(1)
  })

  it('that was cancelled keeps asking for a call, without an alarm', async () => {
    const { elder, daughter } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, elder)).body
    await sweepSos(deps)
    await tell()
    deps.ports.voice.sent.length = 0
    await actOnSos(app, elder, id, { action: 'cancel' })
    expect(await sweepSos(deps)).toBe(1)
    await tell()
    await deliverDue(deps)
    expect(await inboxOf(daughter)).toContain('求助取消了，请打电话问一声')
    expect(deps.ports.voice.sent).toEqual([])
    expect(await nextRung()).toBe(0)
    deps.clock.advance(sosRules.checkCallSeconds, 'seconds')
    expect(await sweepSos(deps)).toBe(1)
    expectError(
      await actOnSos(app, daughter, id, { action: 'close', outcome: 'mistake', text: '按错了' }),
      'sos.invalid_transition',
    )
    await actOnSos(app, daughter, id, { action: 'speak' })
    const closed = await actOnSos(app, daughter, id, { action: 'close', outcome: 'mistake', text: '按错了' })
    expect(closed.body.state).toBe('closed')
  })
})

describe('a press', () => {
  it('sent again is the same call, and pressed again by her or the daughter as well', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const key = newKey()
    const { id } = (await raiseSos(app, elder, {}, key)).body
    expect((await raiseSos(app, elder, {}, key)).body.id).toBe(id)
    expect((await raiseSos(app, elder)).body.id).toBe(id)
    expect((await raiseSos(app, daughter, { forPersonId: personId })).body.id).toBe(id)
    expect(await SosCase.countDocuments()).toBe(1)
    const grid = await buildGridWorker()
    await actOnSos(app, grid, id, { action: 'onTheWay' })
    expect((await raiseSos(app, elder)).body.state).toBe('acknowledged')
    await actOnSos(app, grid, id, { action: 'arrive' })
    expect((await raiseSos(app, elder)).body.state).toBe('raised')
    expect(await sweepSos(deps)).toBe(1)
  })

  it('counts whatever is written at that moment: on what stands there then, or as a new call', async () => {
    const { elder } = await buildElderWithFamily(deps)
    const grid = await buildGridWorker()
    const { id } = (await raiseSos(app, elder)).body
    await actOnSos(app, grid, id, { action: 'arrive' })
    const sos = { _id: new Types.ObjectId(id) }
    const update = jest.spyOn(SosCase, 'updateOne')
    const meanwhile = (change: () => Promise<unknown>) =>
      update.mockImplementationOnce(
        () => change().then(() => ({ modifiedCount: 0 })) as unknown as ReturnType<typeof SosCase.updateOne>,
      )
    meanwhile(() => SosCase.collection.updateOne(sos, { $inc: { version: 1 } }))
    expect((await raiseSos(app, elder)).body).toMatchObject({ id, state: 'raised' })
    const ended = { $set: { state: 'closed', open: false }, $unset: { nextAt: 1 as const } }
    meanwhile(() => SosCase.collection.updateOne(sos, ended))
    const { body } = await raiseSos(app, elder)
    expect(body.state).toBe('raised')
    expect(body.id).not.toBe(id)
    update.mockRestore()
  })

  it('by a relative is for the elder, says so, and calls the others', async () => {
    const { daughter, son, personId } = await buildElderWithFamily(deps)
    const { body } = await raiseSos(app, son, { forPersonId: personId })
    expect(body).toMatchObject({
      proxyText: '由儿子 王大勇 代办',
      personId,
      name: '张桂珍',
      placeText: expect.stringContaining('101室') as string,
    })
    await sweepSos(deps)
    await tell()
    expect(await inboxOf(daughter)).toEqual(['【紧急】有人按了紧急求助'])
    expect(await ProxyAct.findOne({ personId }).lean()).toMatchObject({ what: '按了紧急求助' })
    for (let i = 0; i < 2; i += 1) await nextRung()
    await tell()
    expect(await inboxOf(son)).not.toContain('【紧急】有人按了紧急求助')
  })

  it('works for someone who only joined, and gives a guest the numbers', async () => {
    const joined = await buildUser({ level: 'joined', community: testAreas.community })
    const secretary = await buildSecretary()
    const { body } = await raiseSos(app, joined)
    expect(body.state).toBe('raised')
    await sweepSos(deps)
    await tell()
    expect(await inboxOf(secretary)).toHaveLength(1)
    const refused = expectError(await raiseSos(app, await buildUser()), 'sos.phone_only')
    expect(refused.message).toContain('120')
  })

  it('is never refused for being pressed often', async () => {
    const strict = startTestApp({ config: { ...deps.config, rateLimitFactor: 0.1 } })
    const { elder } = await buildElderWithFamily(strict.deps)
    const statuses = new Set<number>()
    for (let i = 0; i < 12; i += 1) statuses.add((await raiseSos(strict, elder)).status)
    expect([...statuses]).toEqual([201])
  })

  it('by all of the family in one instant is one call, in which each press stands, and the next one too', async () => {
    const { elder, daughter, son, personId } = await buildElderWithFamily(deps)
    const grid = await buildGridWorker()
    const pressAll = () =>
      Promise.all([
        raiseSos(app, elder),
        ...[daughter, son, daughter].map((user) => raiseSos(app, user, { forPersonId: personId })),
        startLadder(
          { personId: new Types.ObjectId(personId), key: `order:${newKey()}`, at: deps.clock.now() },
          deps,
        ),
      ])
    for (const round of [1, 2, 3]) {
      await pressAll()
      const cases = await SosCase.find({ personId, open: true }).lean()
      expect(cases.map(({ turn }) => turn)).toEqual([`${personId}:${round - 1}`])
      const [sos] = cases
      if (!sos) throw new Error('no call')
      const { _id, cause, history } = sos
      expect(history).toHaveLength(cause === 'noAnswer' ? 5 : 4)
      await moveOutbox(deps)
      expect(await ProxyAct.countDocuments({ 'record.id': _id.toString() })).toBe(3)
      const id = _id.toString()
      for (const body of [
        { action: 'arrive' },
        { action: 'close', text: '没事了', outcome: 'well' },
      ] as const)
        expect(await actOnSos(app, grid, id, body)).toMatchObject({ status: 200 })
    }
  })

  it('makes a call even where its number is taken by one that is over', async () => {
    const { elder, personId } = await buildElderWithFamily(deps)
    const { body } = await raiseSos(app, elder)
    await SosCase.updateOne({ _id: body.id }, { $set: { open: false, personId: new Types.ObjectId() } })
    const again = await raiseSos(app, elder)
    expect(again.status).toBe(201)
    expect(again.body.id).not.toBe(body.id)
    expect(await SosCase.countDocuments({ personId, open: true })).toBe(1)
  })

  it('by two at the same moment is answered by one', async () => {
    const { elder, daughter } = await buildElderWithFamily(deps)
    const grid = await buildGridWorker()
    const { id } = (await raiseSos(app, elder)).body
    await sweepSos(deps)
    const answers = await Promise.all([
      actOnSos(app, grid, id, { action: 'acknowledge' }),
      actOnSos(app, daughter, id, { action: 'acknowledge' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const lost = answers.find(({ status }) => status === 409)
    expect(lost?.body).toMatchObject({
      code: 'sos.already_taken',
      details: { state: 'acknowledged', by: expect.any(String) as string },
    })
  })
})

describe('several servers and restarts', () => {
  it('take each step once between them', async () => {
    const { elder } = await buildElderWithFamily(deps)
    await buildGridWorker()
    const { id } = (await raiseSos(app, elder)).body
    const other = createTestDeps({ clock: deps.clock })
    for (let i = 0; i < 6; i += 1) {
      await Promise.all([sweepSos(deps), sweepSos(other), sweepSos(deps)])
      deps.clock.advance(sosRules.roundSeconds, 'seconds')
    }
    const { attempts } = await readSosRecord(id)
    const calls = attempts.map(({ rung, round }) => `${rung} ${round}`)
    expect(new Set(calls).size).toBe(calls.length)
    expect(attempts.length).toBeGreaterThan(5)
  })

  it('go on where a server stopped: after the write and before anyone was told, and in the middle of a round', async () => {
    const { elder, daughter } = await buildElderWithFamily(deps)
    const grid = await buildGridWorker()
    const { id } = (await raiseSos(app, elder)).body
    // The first server wrote the step and died: nobody was told.
    await sweepSos(deps)
    expect(await inboxOf(daughter)).toEqual([])
    const second = createTestDeps({ clock: deps.clock })
    await Promise.all([moveOutbox(second), moveOutbox(deps)])
    await moveOutbox(second)
    expect((await inboxOf(daughter)).filter((title) => title === '【紧急】有人按了紧急求助')).toHaveLength(1)
    // Down for three hours: the next rung is called by whoever comes up, and those after it in their turn.
    deps.clock.advance(3, 'hours')
    expect(await sweepSos(second)).toBe(1)
    for (let i = 0; i < 2; i += 1) {
      deps.clock.advance(sosRules.rungSeconds, 'seconds')
      await sweepSos(second)
    }
    await moveOutbox(second)
    expect(await inboxOf(grid)).toContain('【紧急】有人按了紧急求助')
    expect((await readSosRecord(id)).round).toBeGreaterThanOrEqual(1)
  })
})

it('goes on where the clock was put back by an hour', async () => {
  const { elder } = await buildElderWithFamily(deps)
  const { id } = (await raiseSos(app, elder)).body
  let uptime = 0
  const watch = createStallWatch<SosRecord>(findLongestWait, () => uptime)
  const sweep = async (seconds: number) => {
    uptime += seconds
    return sweepSos(deps, undefined, watch)
  }
  expect(await sweep(0)).toBe(1)
  deps.clock.advance(-1, 'hours')
  expect(await sweep(1)).toBe(0)
  expect(await sweep(sosRules.roundSeconds)).toBe(0)
  expect(await sweep(sosRules.roundSeconds)).toBe(1)
  expect(await rungsOf(id)).toHaveLength(2)
  // From then on by the clock as it is now; written to meanwhile, it begins anew.
  expect(await sweep(sosRules.rungSeconds)).toBe(0)
  deps.clock.advance(sosRules.rungSeconds, 'seconds')
  expect(await sweep(0)).toBe(1)
})

it('that nobody answers goes on for days, slower and slower and to the district too, and does not grow without end', async () => {
  const { elder } = await buildElderWithFamily(deps)
  await buildStreetOfficer()
  const district = await buildDistrictOfficer()
  const { id } = (await raiseSos(app, elder)).body
  await sweepSos(deps)
  const { attempts } = await readSosRecord(id)
  const old = Array.from({ length: sosRules.attemptsKept - 1 }, (_, i) => ({
    ...attempts[0],
    id: `old ${i}`,
    round: i + 1,
  }))
  const rung = sosRungs.indexOf('grid')
  const last = { rung, round: sosRules.laterRounds, attempts: old, nextAt: deps.clock.now() }
  await SosCase.updateOne({ _id: id }, { $set: last })
  await nextRung()
  const kept = await readSosRecord(id)
  expect(kept.attempts).toHaveLength(sosRules.attemptsKept)
  expect(kept.attempts.at(-1)).toMatchObject({ rung: 'duty', people: [{}, {}] })
  expect(kept.attempts.at(-1)?.people.at(-1)?.userId).toEqual(district._id)
  expect(await SosOldAttempt.countDocuments({ sosId: kept._id })).toBe(1)
  expect(kept.nextAt?.getTime()).toBe(deps.clock.now().getTime() + sosRules.slowRoundSeconds * 1000)
  const seen = await api(district).ok(sosContracts.getSos, { params: { id } })
  expect(seen.stateText).toBe('还没有人回应，区里也在通知，每 60 分钟再通知一遍，一直到有人回应')
  // Whoever looks into it afterwards reads whom it reached first, of which the very first lie apart by then.
  const { attempts: newest, firstAttempts, attemptsBetween } = seen
  expect([newest.length, attemptsBetween]).toEqual([40, sosRules.attemptsKept + 1 - 40 - 20])
  expect(firstAttempts?.map(({ round }) => round)).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i))
})

describe('someone who has died', () => {
  it('is not called for any more, and nothing is said', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, elder)).body
    await sweepSos(deps)
    await Person.updateOne({ _id: personId }, { $set: { state: 'deceased' } })
    await endSosOfPerson(personId, deps)
    await tell()
    expect(await readSosRecord(id)).toMatchObject({ state: 'closed', open: false })
    deps.clock.advance(1, 'hours')
    expect(await sweepSos(deps)).toBe(0)
    await tell()
    expect(await inboxOf(daughter)).toEqual([])
  })

  it.each(['deceased', 'moved', 'hospital', 'away'] as const)(
    'or is %s: no ladder for a door',
    async (state) => {
      const personId = await buildElder(deps)
      await Person.updateOne({ _id: personId }, { $set: { state } })
      await startLadder(
        { personId: new Types.ObjectId(personId), key: 'order:1', at: deps.clock.now() },
        deps,
      )
      expect(await SosCase.countDocuments()).toBe(0)
    },
  )
})

it('a door that nobody opened starts the ladder once, without a caller', async () => {
  const { elder, daughter, personId } = await buildElderWithFamily(deps)
  const start = () =>
    startLadder({ personId: new Types.ObjectId(personId), key: 'order:1:a', at: deps.clock.now() }, deps)
  await Promise.all([start(), start()])
  await start()
  expect(await SosCase.countDocuments()).toBe(1)
  await sweepSos(deps)
  await tell()
  expect(await inboxOf(daughter)).toContain('【紧急】有长者敲门没人应')
  const [row] = (await api(elder).ok(sosContracts.listOpenSos)).items
  expect(row).toMatchObject({ cause: 'noAnswer', relation: 'caller' })

  // It opened after all: whoever was called is told, and nobody is called on.
  await endLadder({ keys: 'order:2:', by: '食堂', how: 'seen' }, deps)
  expect((await readSosRecord(row?.id ?? '')).state).toBe('raised')
  await Promise.all([1, 2].map(() => endLadder({ keys: 'order:1:', by: '食堂', how: 'seen' }, deps)))
  await tell()
  expect((await inboxOf(daughter)).filter((title) => title === '找到人了，平安')).toHaveLength(1)
  deps.clock.advance(1, 'hours')
  expect(await sweepSos(deps)).toBe(0)

  // Unless she has pressed herself since.
  const shut = (key: string, at = deps.clock.now()) =>
    startLadder({ personId: new Types.ObjectId(personId), key, at }, deps)
  const read = () => SosCase.findOne({ requestKey: 'order:1:b' }).orFail().lean<SosRecord>()
  await shut('order:1:b')
  await raiseSos(app, elder)
  await endLadder({ keys: 'order:1:', by: '食堂', how: 'seen' }, deps)
  expect(await read()).toMatchObject({ state: 'raised' })

  // Who spoke with her by telephone does not know why she does not open.
  const act = async (action: 'speak' | 'arrive') =>
    actOnSos(app, daughter, (await read())._id.toString(), { action })
  await act('speak')
  await shut('order:1:c')
  expect(await read()).toMatchObject({ state: 'raised', rung: 0 })
  // A door that stayed shut before somebody saw her, and is told only now, is none any more.
  const before = deps.clock.now()
  deps.clock.advance(1, 'minutes')
  await act('arrive')
  await shut('order:2:z', before)
  expect(await read()).toMatchObject({ state: 'attended' })
  // One that stays shut a minute after whoever saw her may have gone starts it anew, once, and ends where it was.
  deps.clock.advance(1, 'minutes')
  for (let i = 0; i < 2; i += 1) await shut('order:2:a')
  const again = await read()
  expect(again).toMatchObject({ state: 'raised', rung: 0 })
  expect(again.history.map(({ action }) => action).slice(-2)).toEqual(['arrive', 'unanswered'])
  await tell()
  expect(await inboxOf(daughter)).toContain('又一次没有见到人')
  for (let i = 0; i < 2; i += 1) await endLadder({ keys: 'order:2:', by: '食堂', how: 'seen' }, deps)
  expect(await read()).toMatchObject({ state: 'attended', open: true })
  await SosCase.updateMany({ open: true }, { $set: { state: 'cancelledByCaller' } })
  await shut('order:3:a')
  expect(await read()).toMatchObject({ state: 'raised' })
})
