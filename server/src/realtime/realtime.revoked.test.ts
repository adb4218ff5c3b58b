import '../database/mongoose'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { endMembership } from '@linli/shared/users/membership.contract'
import { seedCatalogue } from '../seed/elderCare/seedCatalogue'
import { buildAreas } from '../test/areas.factory'
import { buildOffering, buildProvider } from '../test/elderCare.factory'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../test/families.factory'
import { newKey } from '../test/needs.factory'
import {
  listenFor,
  settle,
  startTestRealtime,
  type TestRealtime,
  type TestSocket,
} from '../test/realtime.factory'
import { startTestApp } from '../test/testApp'
import {
  buildMembership,
  buildResident,
  buildSecretary,
  buildUser,
  signIn,
  testAreas,
  type TestUser,
} from '../test/users.factory'

const app = startTestApp()
const { api, deps } = app
const { district, community } = testAreas

it('whose bond or role ends with the page open hears nothing from that moment on; the others do', async () => {
  await buildAreas()
  await seedCatalogue(deps, district)
  const personId = await buildElder(deps)
  const elder = await buildResident()
  await linkToPerson(elder, personId)
  const daughter = await buildProxy()
  const bondId = await buildBond({ proxy: daughter, personId })
  const provider = await buildProvider({ name: '助浴点', licences: [], certificates: ['careWorker'] })
  const offeringId = await buildOffering(provider, 'siteBath')
  const worker = await buildUser()
  const membership = await buildMembership(worker, 'communityWorker', community)
  const body = { itemCode: 'siteBath', offeringId, startsAt: '2026-11-24T02:30:00.000Z' }
  const order = await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })

  const server: TestRealtime = await startTestRealtime(deps, { adapter: 'memory' })
  const connect = async (who: TestUser) => server.connect((await signIn(who, deps)).token)
  const people = [elder, daughter, worker]
  const sockets = await Promise.all(people.map(connect))
  const heard = sockets.map((socket) => listenFor(socket, 'careOrder.changed'))
  const queues = sockets.map((socket) => listenFor(socket, 'queue.changed'))
  const watch = (socket: TestSocket) => socket.emitWithAck('watch', { kind: 'careOrder', id: order.id })
  const watchAll = async () => (await Promise.all(sockets.map(watch))).map(({ isWatching }) => isWatching)
  expect(await watchAll()).toEqual([true, true, true])
  /** What the product says while a request is answered goes out at once; then the order changes, and a queue. */
  const change = async (): Promise<number[]> => {
    for (const event of deps.published.splice(0)) server.realtime.publish(event)
    server.realtime.publish({
      name: 'careOrder.changed',
      rooms: [`careOrder:${order.id}`],
      data: { id: order.id, version: 2, state: 'accepted' },
    })
    const post = `triage:${community}` as const
    server.realtime.publish({ name: 'queue.changed', rooms: [`post:${post}`], data: { post } })
    await settle(
      server,
      ...sockets.map((socket, i) => [socket, people[i] ?? elder] as [TestSocket, TestUser]),
    )
    return [...heard, ...queues].map(({ length }) => length)
  }
  deps.published.splice(0)
  expect(await change()).toEqual([1, 1, 1, 0, 0, 1])
  await api(elder).ok(bondContracts.actOnBond, { params: { id: bondId }, body: { action: 'revoke' } })
  const [, first] = await change()
  expect(first).toBe(1)
  expect(await watchAll()).toEqual([true, false, true])
  await api(await buildSecretary()).ok(endMembership, {
    params: { id: membership.id },
    body: { reason: '调走了' },
  })
  const before = [heard, queues].map((all) => all[2]?.length)
  await change()
  expect([heard, queues].map((all) => all[2]?.length)).toEqual(before)
  expect(await watchAll()).toEqual([true, false, false])
  const own = heard[0]?.length ?? 0
  expect((await change())[0]).toBe(own + 1)
  await server.stop()
})
