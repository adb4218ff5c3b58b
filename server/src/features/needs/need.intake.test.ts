import { needContracts } from '@linli/shared/needs/need.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import { expectError } from '../../test/apiClient'
import { buildGuide } from '../../test/guide.factory'
import { buildNeighbourhood, newKey, readRecord, type Neighbourhood } from '../../test/needs.factory'
import { buildCategory } from '../../test/routing.factory'
import { startTestApp } from '../../test/testApp'
import { buildGridWorker, buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import { GuideEntry } from '../guide/guideEntry.model'
import { Home } from '../register/home.model'
import { registerPerson } from '../register/register.lookup'
import { RecordAccess } from '../users/recordAccess.model'
import { User } from '../users/user.model'

const { api, deps } = startTestApp()
const { district, street, community, grid, building } = testAreas
let people: Neighbourhood

async function buildHome(room: string): Promise<string> {
  const place = { district, street, community, grid, building }
  return (await Home.create({ room, label: `1号楼 ${room}室`, ...place }))._id.toString()
}

beforeEach(async () => {
  people = await buildNeighbourhood({ place: 'home' })
  const homeId = await buildHome('909')
  await User.updateOne({ _id: people.secretary._id }, { $set: { homeId } })
})

const tryIntake = (user: TestUser, body: object) =>
  api(user).call(needContracts.intakeNeed, {
    body: { category: people.category.code, source: 'counter', text: '水管漏了', ...body },
    requestKey: newKey(),
  })

async function intake(body: object) {
  const { status, body: need } = await tryIntake(people.secretary, body)
  expect(status).toBe(201)
  return need
}

const register = (homeId: string) =>
  registerPerson(
    {
      name: '张小江',
      phone: '19900000001',
      birthDate: '1944-03-05',
      homeId,
      kind: 'owner',
      source: 'counter',
    },
    deps,
  )

describe('a need that staff type for someone else', () => {
  test('is at the home of whom it is for', async () => {
    const homeId = await buildHome('101')
    const personId = await register(homeId)
    const { id } = await intake({ person: { personId } })
    expect((await readRecord(id)).place?.homeId?.toString()).toBe(homeId)
    const seen = await api(people.worker).ok(needContracts.getNeed, { params: { id } })
    expect(seen).toMatchObject({
      contact: { name: '张小江', phone: '19900000001' },
      place: { text: expect.stringContaining('1号楼 101室') as unknown },
    })
  })

  test('opens nobody of the register to whom they are shut', async () => {
    const personId = await register(await buildHome('101'))
    const person = { personId }
    const next = await buildSecretary(testAreas.neighbourCommunity)
    const elsewhere = { kind: 'here', areaCode: testAreas.neighbourCommunity }
    expectError(await tryIntake(next, { person, place: elsewhere }), 'access.denied')
    expectError(await tryIntake(await buildGridWorker(testAreas.otherGrid), { person }), 'access.denied')
    expectError(await tryIntake(people.worker, { person }), 'access.denied')
    expectError(await tryIntake(people.officer, { person }), 'access.reason_required')
    const reason = '居民来街道反映'
    await api(people.officer).ok(openRecord, { body: { kind: 'person', recordId: personId, reason } })
    const byRank = await tryIntake(people.officer, { person })
    expect(byRank.status).toBe(201)
    expect(await RecordAccess.find({ ownerPersonId: personId }).lean()).toMatchObject([{ reason }])
    const onVisit = await tryIntake(await buildGridWorker(), { person, source: 'visit' })
    expect(onVisit).toMatchObject({ status: 201, body: { holder: { name: '友谊物业' } } })
    for (const { body } of [byRank, onVisit])
      expect(JSON.stringify(body)).not.toMatch(/张小江|19900000001|101室/)
  })

  test('keeps the answer of the guide as it was given', async () => {
    const { code } = await buildCategory({ code: 'consult', kind: 'consultation', place: 'none' })
    const { id: entry } = await buildGuide({ answer: '带身份证来。' }, community)
    const { id, guideAnswer } = await intake({ category: code, text: '居住证怎么办' })
    expect(guideAnswer).toMatchObject({ id: entry, body: expect.stringContaining('带身份证来。') as unknown })
    await GuideEntry.updateOne({ _id: entry }, { $set: { answer: '改到网上办。', updatedAt: new Date() } })
    const later = await api(people.secretary).ok(needContracts.getNeed, { params: { id } })
    expect(later.guideAnswer).toEqual(guideAnswer)
  })

  test('never takes the home of who types it', async () => {
    const place = { kind: 'home', text: '3 楼', areaCode: building }
    const { id } = await intake({ person: { name: '赵先生' }, place })
    expect((await readRecord(id)).place).toEqual({ kind: 'home', text: '3 楼' })
  })
})
