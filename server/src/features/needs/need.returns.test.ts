import { needContracts } from '@linli/shared/needs/need.contract'
import { buildUnit } from '../../test/areas.factory'
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
import { buildCommunityWorker, buildUnitStaff, testAreas, type TestUser } from '../../test/users.factory'
import { Need } from './need.model'

let app: TestApp
let people: Neighbourhood
let street: { post: `unit:${string}`; worker: TestUser }
let station: { post: `unit:${string}`; worker: TestUser }
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
  street = await buildTeam('department', '房管所', testAreas.street)
  station = await buildTeam('station', '服务站', testAreas.community)
})

async function buildTeam(kind: 'department' | 'station', name: string, areaCode: string) {
  const { id: unitId } = await buildUnit({ kind, name, areaCode })
  return { post: `unit:${unitId}` as const, worker: await buildUnitStaff({ unitId, areaCode, kind, name }) }
}

const desk = `triage:${testAreas.community}`
const streetDesk = `triage:${testAreas.street}`
const giveBack = (user: TestUser, id: string) =>
  take(app, user, id, { action: 'return', reason: 'notOurs', text: '不归我们管' })
const queueOf = async (
  user: TestUser,
  post: string,
  scope: 'held' | 'desk' | 'escalated' | 'supervised' | 'helping',
) => (await app.api(user).ok(needContracts.listQueue, { query: { post, scope } })).items.map(({ id }) => id)

describe('work that is sent back', () => {
  test('goes to the desk that gave it, and never to the resident', async () => {
    const { id } = await raiseNeed(app, people)
    await giveBack(people.worker, id)
    expect(await readRecord(id)).toMatchObject({ post: desk, returns: 1, state: 'assigned' })
    expect(await queueOf(people.secretary, desk, 'held')).toEqual([id])
    const told = new Inbox(app.deps)
    await told.deliver()
    expect(await told.read(people.resident.id)).not.toContain('need.return')
  })

  test('not after its window of a working day', async () => {
    const { id } = await raiseNeed(app, people)
    app.deps.clock.advance(2, 'days')
    const late = await press(app, people.worker, id, { action: 'return', reason: 'notOurs' })
    expect([late.status, late.body]).toEqual([
      409,
      expect.objectContaining({ code: 'need.return_window_over' }),
    ])
  })

  test('twice: the lowest level common to both names a lead and helpers, who are told, read and note', async () => {
    const { id } = await raiseNeed(app, people)
    await giveBack(people.worker, id)
    await take(app, people.secretary, id, { action: 'assign', post: street.post })
    await giveBack(street.worker, id)
    expect(await readRecord(id)).toMatchObject({ post: streetDesk, triage: streetDesk, returns: 2 })
    const again = await press(app, people.officer, id, { action: 'assign', post: street.post })
    expect([again.status, again.body]).toEqual([
      409,
      expect.objectContaining({ code: 'need.coordination_due' }),
    ])

    const named = { post: street.post, helpers: [station.post], text: '房管所牵头，服务站上门' }
    await take(app, people.officer, id, { action: 'coordinate', ...named })
    expect(await readRecord(id)).toMatchObject({ post: street.post, returns: 0 })
    expect(await queueOf(station.worker, station.post, 'helping')).toEqual([id])
    const told = new Inbox(app.deps)
    await told.deliver()
    expect(await told.read(station.worker.id)).toContain('need.coordinate')
    const { actions } = await app.api(station.worker).ok(needContracts.getNeed, { params: { id } })
    expect(actions).toEqual(['note'])
    await take(app, station.worker, id, { action: 'note', text: '周三上午能去' })
    expect((await readRecord(id)).history.at(-1)?.by).toMatchObject({ name: '服务站', post: station.post })
    expect((await press(app, station.worker, id, { action: 'accept' })).status).toBe(403)
    expect((await press(app, people.worker, id, { action: 'note', text: '我也来' })).status).toBe(404)
  })
})

describe('what the level above looks after', () => {
  test('supervised by rank it stands in its list, and the holder is told', async () => {
    const { id } = await raiseNeed(app, people)
    await take(app, people.officer, id, { action: 'supervise', text: '请今天上门' })
    expect(await queueOf(people.officer, streetDesk, 'supervised')).toEqual([id])
    expect(await queueOf(people.secretary, desk, 'desk')).toEqual([id])
    const told = new Inbox(app.deps)
    await told.deliver()
    expect(await told.read(people.worker.id)).toContain('need.supervise')
  })

  test('declined and disputed it is decided one level up', async () => {
    const { id } = await raiseNeed(app, people)
    await take(app, people.secretary, id, { action: 'decline', reason: '不在受理范围' })
    await take(app, people.resident, id, { action: 'dispute', text: '这是楼道的灯，应该管' })
    expect(await readRecord(id)).toMatchObject({ state: 'assigned', post: streetDesk, triage: streetDesk })
    expect(await queueOf(people.officer, streetDesk, 'held')).toEqual([id])
  })

  test('what nobody confirms in the app a colleague calls about, never who did it', async () => {
    const { id } = await raiseNeed(app, people)
    await Need.updateOne({ _id: id }, { $set: { canConfirm: false } })
    await take(app, people.secretary, id, { action: 'transfer', post: desk })
    await take(app, people.secretary, id, { action: 'accept' })
    await take(app, people.secretary, id, { action: 'resolve', text: '换好了' })
    const callback = { action: 'callback', outcome: 'solved', grade: 5, text: '说修好了' } as const
    expect((await press(app, people.secretary, id, callback)).status).toBe(403)
    const called = await take(app, await buildCommunityWorker(), id, callback)
    expect(called).toMatchObject({ state: 'closed', outcome: 'solved' })
  })
})
