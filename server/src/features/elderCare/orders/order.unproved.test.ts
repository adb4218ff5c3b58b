import '../../../database/mongoose'
import { unprovedReasons } from '@linli/shared/elderCare/order.state'
import { careCardContracts } from '@linli/shared/elderCare/careCard.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildPerson,
  buildProvider,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { buildCommunityWorker, type TestUser } from '../../../test/users.factory'
import { moveOutbox } from '../../messages/outbox.mover'
import { FollowUp } from '../followUps/followUp.model'
import { Order } from './order.model'
import { sweepOrders } from './order.sweep'

const { api, deps } = startTestApp()
const { getProposal, intakeOrder, actOnOrder, getOrder } = orderContracts
const itemCode = 'homeHairWash'
let unit: TestProvider
let worker: TestUser
let personId: string

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  unit = await buildProvider({ name: '助浴点', certificates: ['careWorker'] })
  await buildOffering(unit, itemCode)
  worker = await buildCommunityWorker()
  personId = await buildPerson(deps)
})

const propose = async (user: TestUser, person?: string) =>
  (
    await api(user).ok(getProposal, {
      params: { code: itemCode },
      query: person === undefined ? {} : { person },
    })
  ).item

/** Taken for her at the counter, and accepted; the clock stands at its beginning. */
async function book(): Promise<string> {
  const { proposal } = await api(worker).ok(getProposal, {
    ...{ params: { code: itemCode }, query: { person: personId, source: 'counter' } },
  })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  const body = { itemCode, offeringId, startsAt, personId, source: 'counter' as const }
  const { id } = await api(worker).ok(intakeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  await act(id, { action: 'accept' })
  deps.clock.set(startsAt)
  return id
}
const act = (id: string, body: object) =>
  api(unit.staff).ok(actOnOrder, { params: { id }, body: body as never, requestKey: newKey() })

it('who books for an elder with neither account nor card hears so, and what to do, until she has one', async () => {
  const daughter = await buildProxy()
  await buildBond({ proxy: daughter, personId })
  const staffs = await propose(worker, personId)
  expect(staffs).toMatchObject({ needsCard: true })
  expect(staffs.proofText).toContain('请现在打印一张服务卡')
  const hers = await propose(daughter, personId)
  expect(hers).toMatchObject({ needsCard: true })
  expect(hers.proofText).toContain('请当天打电话告诉长者，或请社区打印一张服务卡')
  await api(worker).ok(careCardContracts.issueCareCard, { body: { personId } })
  for (const user of [worker, daughter]) {
    const item = await propose(user, personId)
    expect(item.needsCard).toBeUndefined()
    expect(item.proofText).toContain('扫服务卡')
  }
  await api(worker).ok(careCardContracts.revokeCareCards, { body: { personId } })
  expect((await propose(worker, personId)).needsCard).toBe(true)
  const elder = await buildElder(deps, { name: '李阿婆' })
  expect((await propose(worker, elder.personId)).needsCard).toBeUndefined()
  expect((await propose(elder)).needsCard).toBeUndefined()
})

it('a visit where nothing can be shown begins with a reason, which stands in it and is asked about each time', async () => {
  const id = await book()
  const bare = { params: { id }, body: { action: 'start' as const }, requestKey: newKey() }
  expectError(await api(unit.staff).call(actOnOrder, bare), 'care.code_wrong')
  const started = await act(id, { action: 'start', unproved: 'nothing' })
  expect(started.state).toBe('started')
  expect(started.timeline.at(-1)?.title).toBe(
    `开始服务（没有核对数字：${unprovedReasons.nothing}；社区会再问一声）`,
  )
  expect(await Order.findOne({ _id: id }).lean()).toMatchObject({ startedBy: 'word' })
  await moveOutbox(deps)
  expect(await FollowUp.countDocuments({ kind: 'spotCheck' })).toBe(0)
  const checklist = ['水温合适', '头发吹干', '地面擦干']
  await act(id, { action: 'finish', record: { outcome: 'done', checklist } })
  await moveOutbox(deps)
  await moveOutbox(deps)
  expect(await FollowUp.countDocuments({ kind: 'spotCheck', orderId: id })).toBe(1)
  const seen = await api(worker).ok(getOrder, { params: { id } })
  expect(seen.timeline.map(({ title }) => title).join()).toContain(unprovedReasons.nothing)
})
