import { needContracts } from '@linli/shared/needs/need.contract'
import { buildNeighbourhood, newKey, readRecord, type Neighbourhood } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { testAreas } from '../../test/users.factory'
import { Home } from '../register/home.model'
import { registerPerson } from '../register/register.lookup'
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

const intake = (body: object) =>
  api(people.secretary).ok(needContracts.intakeNeed, {
    body: { category: people.category.code, source: 'counter', text: '水管漏了', ...body },
    requestKey: newKey(),
  })

describe('a need that staff type for someone else', () => {
  test('is at the home of whom it is for', async () => {
    const homeId = await buildHome('101')
    const personId = await registerPerson(
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
    const { id } = await intake({ person: { personId } })
    expect((await readRecord(id)).place?.homeId?.toString()).toBe(homeId)
    const seen = await api(people.worker).ok(needContracts.getNeed, { params: { id } })
    expect(seen).toMatchObject({
      contact: { name: '张小江', phone: '19900000001' },
      place: { text: expect.stringContaining('1号楼 101室') as unknown },
    })
  })

  test('never takes the home of who types it', async () => {
    const place = { kind: 'home', text: '3 楼', areaCode: building }
    const { id } = await intake({ person: { name: '赵先生' }, place })
    expect((await readRecord(id)).place).toEqual({ kind: 'home', text: '3 楼' })
  })
})
