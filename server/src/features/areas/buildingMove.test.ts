import { listAreas, moveBuilding } from '@linli/shared/areas/area.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { Inbox } from '../../test/inbox.reader'
import { raiseNeed, readRecord, take } from '../../test/needs.factory'
import { buildCategory, buildRule } from '../../test/routing.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { Elder } from '../elders/elder.model'
import { Need } from '../needs/need.model'
import { Home, Household } from '../register/home.model'
import { HomeLink } from '../register/homeLink.model'
import { lockArea } from '../register/import.lock'
import { Person } from '../register/person.model'
import { RegisterImport } from '../register/import.models'
import { Membership } from '../users/membership.model'
import { User } from '../users/user.model'
import { Area } from './area.model'
import { finishBuildingMovesJob } from './buildingMove.service'

const { building, otherBuilding, grid, otherGrid, community } = testAreas
const finishMoves = () => finishBuildingMovesJob.run(app.deps, new AbortController().signal)

let app: TestApp
let secretary: TestUser
beforeEach(async () => {
  app = startTestApp()
  await buildAreas()
  secretary = await buildSecretary()
})

const move = (user: TestUser, to: string = otherGrid, code: string = building) =>
  app.api(user).call(moveBuilding, { params: { code }, body: { grid: to, reason: '网格重新划分' } })

/** A home in each of the two buildings, with someone of the register and an account. */
async function buildHomes(): Promise<TestUser> {
  for (const code of [building, otherBuilding]) {
    const where = { ...placeOf(code), grid }
    const [homeId, personId] = [new Types.ObjectId(), new Types.ObjectId()]
    await Home.create({ _id: homeId, room: '302', label: '302室', ...where, building: code })
    await Household.create({ homeId, number: '1', ...where })
    await Person.create({ _id: personId, name: 'x', nameIndex: 'x', source: 'counter', ...where })
    await HomeLink.create({ personId, homeId, kind: 'owner', source: 'counter', ...where })
  }
  await buildResident({ building: otherBuilding, grid })
  return buildResident({ building, grid })
}

const gridsOf = async (code: string) => {
  const where = { building: code }
  const found = await Promise.all([
    Home.find(where).lean(),
    Household.find(where).lean(),
    Person.find(where).lean(),
    HomeLink.find(where).lean(),
    User.find(where).lean(),
  ])
  return found.map((rows) => rows.map((row) => row.grid))
}

describe('moving a building to another grid', () => {
  test('takes homes, people, accounts and the leader’s role along, and nothing of its neighbours', async () => {
    await buildHomes()
    const leader = await buildBuildingLeader()
    const moved = await move(secretary)
    expect(moved.body).toEqual({
      building: expect.objectContaining({ code: building, parent: otherGrid }) as object,
      homes: 1,
      people: 1,
      accounts: 1,
      openNeeds: 0,
    })
    expect(await gridsOf(building)).toEqual([[otherGrid], [otherGrid], [otherGrid], [otherGrid], [otherGrid]])
    expect(await gridsOf(otherBuilding)).toEqual([[grid], [grid], [grid], [grid], [grid]])
    expect((await Membership.findOne({ userId: leader._id }).lean())?.grid).toBe(otherGrid)
    const inside = await app.api().ok(listAreas, { query: { parent: otherGrid } })
    expect(inside.items.map(({ code }) => code)).toEqual([building])
    const logged = await AuditEntry.find({ subjectId: building }).lean()
    expect(logged).toMatchObject([
      {
        action: 'building.moved',
        details: { from: grid, to: otherGrid, reason: '网格重新划分', homes: 1, people: 1, accounts: 1 },
      },
    ])
    expect((await move(secretary)).body).toMatchObject({ homes: 0, people: 0, accounts: 0 })
    expect(await AuditEntry.countDocuments({ subjectId: building })).toBe(1)
  })

  test('what is kept of elders goes along too', async () => {
    await buildHomes()
    const { district, street } = testAreas
    const place = { district, street, community, grid }
    const elder = await Elder.create({ ...place, building })
    const away = await Elder.create({ ...place, building: otherBuilding })
    await move(secretary)
    expect((await Elder.findOne({ _id: elder._id }).lean())?.grid).toBe(otherGrid)
    expect((await Elder.findOne({ _id: away._id }).lean())?.grid).toBe(grid)
  })

  test('open needs: not begun go to the new grid’s worker, begun stay, new ones find the new worker', async () => {
    const inbox = new Inbox(app.deps)
    const category = await buildCategory()
    await buildRule({ kind: 'grid' })
    const [before, after] = [await buildGridWorker(grid), await buildGridWorker(otherGrid)]
    const resident = await buildHomes()
    const people = { resident, category }
    const [fresh, begun, ended] = [
      await raiseNeed(app, people),
      await raiseNeed(app, people),
      await raiseNeed(app, people),
    ]
    await take(app, before, begun.id, { action: 'accept' })
    await take(app, resident, ended.id, { action: 'withdraw' })
    await inbox.deliver()
    expect((await move(secretary)).body.openNeeds).toBe(2)

    expect(await readRecord(fresh.id)).toMatchObject({ post: `grid:${otherGrid}`, grid: otherGrid })
    expect(await readRecord(begun.id)).toMatchObject({ post: `grid:${grid}`, grid: otherGrid })
    expect(await readRecord(ended.id)).toMatchObject({ post: `grid:${grid}`, grid })
    const seen = await app.api(resident).ok(needContracts.getNeed, { params: { id: fresh.id } })
    expect(seen.timeline.at(-1)).toMatchObject({
      action: 'transfer',
      title: expect.stringMatching(/改派给/) as string,
    })
    await inbox.deliver()
    expect(await inbox.read(after.id)).toEqual(['need.transfer'])
    expectError(
      await app.api(before).call(needContracts.getNeed, { params: { id: fresh.id } }),
      'record.not_found',
    )
    await take(app, before, begun.id, { action: 'resolve', text: '修好了' })
    expect((await readRecord((await raiseNeed(app, people)).id)).post).toBe(`grid:${otherGrid}`)
  })

  test('with nobody in the new grid what is not begun goes to the desk', async () => {
    const category = await buildCategory()
    await buildRule({ kind: 'grid' })
    await buildGridWorker(grid)
    const need = await raiseNeed(app, { resident: await buildHomes(), category })
    await move(secretary)
    expect(await readRecord(need.id)).toMatchObject({ post: `triage:${community}`, grid: otherGrid })
  })

  test('cut off in the middle it is brought to its end by the job, once', async () => {
    await buildHomes()
    const spy = jest.spyOn(Person, 'updateMany').mockImplementationOnce(() => {
      throw new Error('the process died')
    })
    expect((await move(secretary)).status).toBe(500)
    spy.mockRestore()
    expect((await Area.findOne({ code: building }).lean())?.movedFrom).toBe(grid)
    await finishMoves()
    await finishMoves()
    expect((await gridsOf(building)).flat()).toEqual(Array.from({ length: 5 }, () => otherGrid))
    expect((await Area.findOne({ code: building }).lean())?.movedFrom).toBeUndefined()
    expect(await AuditEntry.countDocuments({ subjectId: building })).toBe(1)
  })

  test('waits for an import of the community, which has read the old grid', async () => {
    const importId = new Types.ObjectId()
    await RegisterImport.collection.insertOne({ _id: importId, isActive: true })
    await lockArea(community, importId, app.deps)
    expectError(await move(secretary), 'import.running')
    expect((await Area.findOne({ code: building }).lean())?.parent).toBe(grid)
  })

  test('is for those who keep the community, within it, and for buildings only', async () => {
    for (const user of [
      await buildSecretary(testAreas.neighbourCommunity),
      await buildCommunityWorker(),
      await buildGridWorker(),
      await buildResident(),
    ])
      expectError(await move(user), 'access.denied')
    expectError(await move(secretary, otherGrid, grid), 'request.invalid')
    expectError(await move(secretary, otherBuilding), 'request.invalid')
    expectError(await move(secretary, `${community}-G77`), 'record.not_found')
    const far = `${testAreas.neighbourCommunity}-G01`
    await Area.create({
      code: far,
      name: '别处',
      level: 'grid',
      parent: testAreas.neighbourCommunity,
      ...placeOf(far),
    })
    expectError(await move(secretary, far), 'area.other_community')
    expect(await Need.countDocuments()).toBe(0)
    expect((await Area.findOne({ code: building }).lean())?.parent).toBe(grid)
  })
})
