import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { expectError } from '../../../test/apiClient'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { newKey } from '../../../test/needs.factory'
import { buildCategory } from '../../../test/routing.factory'
import { startTestApp } from '../../../test/testApp'
import { buildResident, buildSecretary, buildStreetOfficer } from '../../../test/users.factory'
import { Need } from '../../needs/need.model'

const app = startTestApp()
const { api, deps } = app
const { getProposal, placeOrder, getOrder, complainOfOrder } = orderContracts
const { getNeed } = needContracts

let elder: TestElder
let unit: TestProvider
let id: string

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  await buildCategory({
    code: 'complaint',
    name: '投诉建议',
    isComplaint: true,
    isSensitive: true,
    place: 'none',
  })
  unit = await buildProvider({ name: '临江助浴点', certificates: ['careWorker'] })
  await buildOffering(unit, 'siteBath')
  elder = await buildElder(deps)
  const { proposal } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  ;({ id } = await api(elder).ok(placeOrder, { body: { itemCode: 'siteBath', offeringId, startsAt } }))
})

const body = { text: '水是凉的，说了也不听' }
const read = (user: Parameters<typeof api>[0]) => api(user).ok(getOrder, { params: { id } })

describe('a complaint about the unit of an order', () => {
  it('is made once, goes above the unit, which learns nothing of it, and stands with the order', async () => {
    await buildSecretary()
    const officer = await buildStreetOfficer()
    expect(await read(elder)).toMatchObject({ complaints: [], canComplain: true })
    const requestKey = newKey()
    const send = () => api(elder).ok(complainOfOrder, { params: { id }, body, requestKey })
    const [first] = await Promise.all([send(), send()])
    expect(await Need.countDocuments()).toBe(1)
    const [complaint] = first.complaints
    expect(complaint).toMatchObject({ isOpen: true, stateText: expect.any(String) as string })
    const need = await Need.findOne().orFail().lean()
    expect(need).toMatchObject({ text: body.text, subject: { kind: 'unit', name: '临江助浴点' } })
    expect(need.post).not.toBe(`unit:${unit.id}`)
    const params = { id: complaint?.id ?? '' }
    expect(await api(elder).ok(getNeed, { params })).toMatchObject({ careOrderId: id })
    expect(await read(elder)).toMatchObject({ canComplain: false, complaints: [{ id: params.id }] })

    expectError(await api(unit.staff).call(getNeed, { params }), 'record.not_found')
    const seen = await Promise.all(
      [unit.staff, officer].map((user) => api(user).call(getOrder, { params: { id } })),
    )
    expect(JSON.stringify(seen.map((each) => each.body))).not.toContain(params.id)

    await Need.updateOne({ _id: need._id }, { $set: { open: false, state: 'closed', outcome: 'solved' } })
    expect(await read(elder)).toMatchObject({ canComplain: true, complaints: [{ isOpen: false }] })
  })

  it('is for the elder and for proxies who may raise her needs, nobody else', async () => {
    const [mayBoth, mayOrder] = [await buildProxy('王小丽'), await buildProxy('王小军')]
    const { personId } = elder
    await buildBond({ proxy: mayBoth, personId }, { scopes: ['needs', 'orders'] })
    await buildBond({ proxy: mayOrder, personId }, { scopes: ['orders'], proxyName: '王小军' })
    expect((await read(mayOrder)).canComplain).toBe(false)
    const complain = (user: Parameters<typeof api>[0]) =>
      api(user).call(complainOfOrder, { params: { id }, body })
    expectError(await complain(mayOrder), 'bond.not_acting')
    expectError(await complain(unit.staff), 'access.denied')
    expectError(await complain(await buildResident()), 'record.not_found')
    expect(await Need.countDocuments()).toBe(0)
    expect((await complain(mayBoth)).body).toMatchObject({ complaints: [{ isOpen: true }] })
    expect(await Need.findOne().lean()).toMatchObject({ proxy: { name: '王小丽' } })
    expect((await read(elder)).complaints).toHaveLength(1)
    expect((await read(mayOrder)).complaints).toEqual([])
  })
})
