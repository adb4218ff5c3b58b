import { needRules } from '@linli/shared/needs/need.state'
import { Inbox } from '../../test/inbox.reader'
import {
  buildNeighbourhood,
  press,
  raiseNeed,
  readRecord,
  take,
  type Neighbourhood,
} from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildDistrictOfficer, testAreas } from '../../test/users.factory'
import { findDueStep } from './need.clock'
import { Need } from './need.model'
import { sweepNeeds } from './need.sweep'

let app: TestApp
let people: Neighbourhood
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
})

const hour = 60 * 60 * 1000
const actionsOf = async (id: string) => (await readRecord(id)).history.map((h) => h.action)

/** Lets time pass in steps of an hour, with the sweep running, as a server would see it. */
async function pass(hours: number): Promise<void> {
  for (let i = 0; i < hours; i += 1) {
    app.deps.clock.advance(1, 'hours')
    await sweepNeeds(app.deps)
  }
}

describe('the clock of a need', () => {
  test('working hours: raised on Monday at ten, to be accepted in four hours, done in seven working days', async () => {
    const need = await raiseNeed(app, people)
    const record = await readRecord(need.id)
    expect(record.releasedAt?.toISOString()).toBe('2026-11-23T02:00:09.000Z')
    expect(record.acceptBy?.toISOString()).toBe('2026-11-23T06:00:09.000Z')
    expect(record.resolveBy?.toISOString()).toBe('2026-12-02T02:00:09.000Z')
  })

  test('warned at four fifths, then the level above hears of it, and at the top it is supervised; each once', async () => {
    await buildDistrictOfficer()
    const need = await raiseNeed(app, people)
    app.deps.clock.advance(3.5, 'hours')
    await sweepNeeds(app.deps)
    expect((await actionsOf(need.id)).slice(2)).toEqual(['warn'])
    await pass(1)
    const escalated = await readRecord(need.id)
    expect(escalated.history.at(-1)?.action).toBe('escalate')
    expect(escalated).toMatchObject({ escalatedTo: 'triage:310113007', post: `unit:${people.unit.id}` })
    expect(escalated.readers).toContain('triage:310113007')
    await pass(24 * 8)
    const top = await readRecord(need.id)
    expect(top.supervisedBy).toBe('triage:310113')
    expect(top.escalations).toBe(2)
    expect(findDueStep(top)).toBeUndefined()
  })

  test('at night, a deadline that has passed is warned of and escalated at once', async () => {
    const need = await raiseNeed(app, people)
    app.deps.clock.advance(12, 'hours')
    const now = app.deps.clock.now()
    const before = new Date(now.getTime() - hour)
    await Need.updateOne({ _id: need.id }, { $set: { heldSince: now, acceptBy: before, checkAt: now } })
    await sweepNeeds(app.deps)
    expect((await actionsOf(need.id)).slice(2)).toEqual(['warn', 'escalate'])
  })

  test('two servers that sweep at once escalate once', async () => {
    const need = await raiseNeed(app, people)
    app.deps.clock.advance(4, 'hours')
    await Promise.all([sweepNeeds(app.deps), sweepNeeds(app.deps), sweepNeeds(app.deps)])
    app.deps.clock.advance(2, 'hours')
    await Promise.all([sweepNeeds(app.deps), sweepNeeds(app.deps), sweepNeeds(app.deps)])
    const actions = await actionsOf(need.id)
    expect(actions.filter((a) => a === 'escalate')).toHaveLength(1)
    expect(actions.filter((a) => a === 'warn')).toHaveLength(1)
  })

  test('a server that was down catches up with every step it missed', async () => {
    const need = await raiseNeed(app, people)
    app.deps.clock.advance(3, 'days')
    await sweepNeeds(app.deps)
    expect((await actionsOf(need.id)).slice(2)).toEqual(['warn', 'escalate'])
  })

  test('waiting for the resident stops the clock, and what was left then is left after', async () => {
    const { worker, resident } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    const before = await readRecord(need.id)
    await take(app, worker, need.id, { action: 'ask', text: '几号楼？' })
    app.deps.clock.advance(1, 'days')
    await sweepNeeds(app.deps)
    await take(app, resident, need.id, { action: 'answer', text: '三号楼' })
    const after = await readRecord(need.id)
    expect(Number(after.resolveBy) - Number(before.resolveBy)).toBe(24 * hour)
  })

  test('no answer in five working days: back to the worker, who is to call', async () => {
    const { worker } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'ask', text: '几号楼？' })
    app.deps.clock.advance(7, 'days')
    await sweepNeeds(app.deps)
    expect(await readRecord(need.id)).toMatchObject({ state: 'accepted', isCallDue: true })
  })

  test('a transfer restarts the clock of the holder, never that of the need', async () => {
    const { secretary } = people
    const need = await raiseNeed(app, people)
    const before = await readRecord(need.id)
    app.deps.clock.advance(2, 'hours')
    await take(app, secretary, need.id, { action: 'transfer', post: 'grid:310113007001-G01' })
    const after = await readRecord(need.id)
    expect(after.resolveBy).toEqual(before.resolveBy)
    expect(Number(after.acceptBy) - Number(before.acceptBy)).toBe(2 * hour)
    expect(after).toMatchObject({ post: 'grid:310113007001-G01', state: 'assigned' })
  })

  test('an extended need is done, but never on time', async () => {
    const { worker, officer } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, officer, need.id, { action: 'extend', until: '2026-12-20', reason: '配件要等' })
    await take(app, worker, need.id, { action: 'resolve', text: '好了' })
    expect(await readRecord(need.id)).toMatchObject({ state: 'resolved', isOnTime: false, extensions: 1 })
  })

  test('the holder is told before it is late, and nobody else is bothered', async () => {
    const need = await raiseNeed(app, people)
    const inbox = new Inbox(app.deps)
    await inbox.deliver()
    const before = (await inbox.read(people.worker.id)).length
    app.deps.clock.advance(3.5, 'hours')
    await sweepNeeds(app.deps)
    await inbox.deliver()
    const told = (await inbox.read(people.worker.id)).slice(before)
    expect(told).toEqual(['need.warn'])
    expect(await inbox.read(people.secretary.id)).not.toContain('need.warn')
    expect(need.state).toBe('assigned')
  })

  test('a callback that nobody at the desk may make is the next level’s after three working days', async () => {
    const need = await raiseNeed(app, people)
    await Need.updateOne({ _id: need.id }, { $set: { canConfirm: false } })
    await take(app, people.secretary, need.id, { action: 'transfer', post: `triage:${testAreas.community}` })
    await take(app, people.secretary, need.id, { action: 'accept' })
    await take(app, people.secretary, need.id, { action: 'resolve', text: '换好了' })
    const callback = { action: 'callback', outcome: 'solved', text: '电话里说修好了' } as const
    expect((await press(app, people.secretary, need.id, callback)).status).toBe(403)
    expect((await press(app, people.officer, need.id, callback)).status).toBe(403)
    app.deps.clock.advance(2, 'days')
    await sweepNeeds(app.deps)
    expect((await readRecord(need.id)).escalatedTo).toBeUndefined()
    app.deps.clock.advance(1.2, 'days')
    await sweepNeeds(app.deps)
    const passedOn = await readRecord(need.id)
    expect(passedOn).toMatchObject({ state: 'resolved', escalatedTo: `triage:${testAreas.street}` })
    expect(passedOn.history.at(-1)?.action).toBe('callbackOverdue')
    expect(passedOn.isOverdue).not.toBe(true)
    const inbox = new Inbox(app.deps)
    await inbox.deliver()
    expect(await inbox.read(people.officer.id)).toContain('need.callbackOverdue')
    expect(await take(app, people.officer, need.id, callback)).toMatchObject({ state: 'closed' })
  })

  test('a review of what is on hold that nobody makes goes up, level by level', async () => {
    await buildDistrictOfficer()
    const need = await raiseNeed(app, people)
    await take(app, people.worker, need.id, { action: 'accept' })
    await take(app, people.secretary, need.id, { action: 'hold', reason: '等配件' })
    expect((await readRecord(need.id)).history.at(-1)?.details?.owner).toBeTruthy()
    const sweepAfter = async (days: number) => {
      app.deps.clock.advance(days, 'days')
      await sweepNeeds(app.deps)
      return readRecord(need.id)
    }
    expect((await sweepAfter(91)).history.at(-1)?.action).toBe('reviewDue')
    await take(app, people.secretary, need.id, { action: 'review', text: '配件年后到' })
    expect((await sweepAfter(30)).escalatedTo).toBeUndefined()
    await sweepAfter(61)
    expect((await sweepAfter(20)).escalatedTo).toBe(`triage:${testAreas.street}`)
    const top = await sweepAfter(30)
    expect(top).toMatchObject({ supervisedBy: `triage:${testAreas.district}`, state: 'onHold' })
    expect(findDueStep(top)?.step).toBe('reviewDue')
  })

  test('nothing that is open is ever without a next date or a supervisor', async () => {
    await raiseNeed(app, people)
    const toCall = await raiseNeed(app, people)
    await Need.updateOne({ _id: toCall.id }, { $set: { canConfirm: false } })
    await take(app, people.worker, toCall.id, { action: 'accept' })
    await take(app, people.worker, toCall.id, { action: 'resolve', text: '换好了' })
    await pass(24 * 12)
    const stuck = await Need.find({ open: true, checkAt: { $exists: false } }).lean()
    expect(stuck.every((n) => n.supervisedBy !== undefined)).toBe(true)
    expect(needRules.warnAtShare).toBe(0.8)
  })
})
