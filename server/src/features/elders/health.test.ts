import '../../database/mongoose'
import type { Contract } from '@linli/shared/contract'
import { contracts } from '@linli/shared/contracts'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { elderContracts } from '@linli/shared/elders/elder.contract'
import type { Role } from '@linli/shared/users/roles'
import { buildCatalogue, buildOffering, buildProvider, type TestProvider } from '../../test/elderCare.factory'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { buildProgramme } from '../../test/programmes.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { sweepOrders } from '../elderCare/order.sweep'
import { moveOutbox } from '../messages/outbox.mover'
import { findEntitlements } from '../programmes/entitlement.job'

const { api, deps } = startTestApp()
const { community, street } = testAreas

const name = '张桂珍'
const allergy = '花生过敏暗号'
const found = '背上有暗疹'
const diet = { allergies: [allergy], isDiabetic: true, needsSoftFood: false, isHalal: false, dislikes: [] }
const care = { abilityGrade: 'severe', assessedOn: '2026-05-01', diet } as const
const vitals = { systolic: 171, diastolic: 93, pulse: 77 }
const secrets = [allergy, found, 'severe', '重度失能', '2026-05-01', '"systolic":171']
const tomorrow = '2026-11-24'

interface Scene {
  personId: string
  elder: TestUser
  secretary: TestUser
  unit: TestProvider
  orderId: string
  planId: string
}

/** Everything that knows of an elder's health: her profile, an order that is done, a plan of meals, a programme. */
async function buildScene(): Promise<Scene> {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  const personId = await buildElder(deps, { name })
  const [elder, secretary] = [await buildResident(), await buildSecretary()]
  await linkToPerson(elder, personId)
  const kept = { version: 0, livesAlone: true, care, hasHealthConsent: true }
  await api(secretary).ok(elderContracts.updateElder, { params: { id: personId }, body: kept })
  await buildProgramme({ who: { minAge: 70, grades: ['severe'] } })
  await findEntitlements(deps)
  const unit = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  const bathId = await buildOffering(unit, 'siteBath')
  const lunchId = await buildOffering(unit, 'lunchDelivery')
  const meals = { itemCode: 'lunchDelivery', offeringId: lunchId, from: '10:30', weekdays: [0, 2, 4] }
  const plan = await api(elder).ok(planContracts.createPlan, { body: meals, requestKey: newKey() })
  const bath = { itemCode: 'siteBath', offeringId: bathId, startsAt: `${tomorrow}T02:30:00.000Z` }
  const order = await api(elder).ok(orderContracts.placeOrder, { body: bath, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  const act = (body: object) =>
    api(unit.staff).ok(orderContracts.actOnOrder, { params: { id: order.id }, body: body as never })
  await act({ action: 'accept' })
  deps.clock.set(order.startsAt)
  const { code } = await api(elder).ok(orderContracts.getOrder, { params: { id: order.id } })
  await act({ action: 'start', code })
  const checklist = ['水温 38–41 度', '地面防滑', '全程有人陪']
  const record = { outcome: 'done', checklist, vitals: { before: vitals, after: vitals }, text: found }
  await act({ action: 'finish', record })
  await moveOutbox(deps)
  return { personId, elder, secretary, unit, orderId: order.id, planId: plan.id }
}

/** Under each path the record that leads to the elder; elsewhere herself. */
function idAt(path: string, { personId, unit, orderId, planId }: Scene, bondId: string): string {
  const ids: [string, string][] = [
    ['/api/families/', bondId],
    ['/api/elder-care/orders', orderId],
    ['/api/elder-care/plans', planId],
    ['/api/elder-care/kitchens', unit.id],
    ['/api/elder-care/providers', unit.id],
  ]
  return ids.find(([start]) => path.startsWith(start))?.[1] ?? personId
}

/** What an endpoint is asked about, by the name of a parameter or a query's field. */
function fill(contract: Contract, scene: Scene, bondId: string) {
  const { personId, unit } = scene
  const known: Record<string, string> = {
    ...{ id: idAt(contract.path, scene, bondId), personId, person: personId, forPersonId: personId },
    ...{ community, area: community, areaCode: community, parent: community, post: `triage:${community}` },
    ...{ kind: 'people', building: testAreas.building, category: 'repair', unitId: unit.id, street },
    ...{ day: tomorrow, month: '2026-11' },
    code: contract.path.includes('/services/') ? 'siteBath' : community,
  }
  const read = (schema: unknown) =>
    Object.fromEntries(
      Object.keys((schema as { shape?: object } | undefined)?.shape ?? {}).flatMap((key) =>
        known[key] === undefined ? [] : [[key, known[key]]],
      ),
    )
  return { params: read(contract.params), query: read(contract.query) }
}

/** Reads that come by POST, so that nobody's name stands in an address. */
const searches: Record<string, object> = {
  findPeople: { community, name },
  findClients: { community, occasion: 'counter', name },
  listUsers: { community },
  findGrantees: { areaCode: community, name },
}

/** The rules of programmes name grades, and nobody who has one. */
const aboutNobody = ['listProgrammes']

function listReads(scene: Scene, bondId: string) {
  return Object.entries(contracts).flatMap(([key, contract]) => {
    const body = searches[key]
    if ((contract.method !== 'get' && body === undefined) || aboutNobody.includes(key)) return []
    const input = { ...fill(contract, scene, bondId), ...(body === undefined ? {} : { body }) }
    return [{ key, contract, input }]
  })
}

/** What is public answers everybody alike; that a gate by role holds, is tested for every contract. */
const mayCall = ({ access }: Contract, roles: readonly Role[] | undefined): boolean =>
  access === 'public'
    ? !roles
    : !Array.isArray(access) || access.some((role) => roles?.includes(role as Role))

/** One account with all roles that have nothing to do with her care reads whatever any of them reads. */
async function buildRank(): Promise<TestUser> {
  const user = await buildAdministrator()
  await buildMembership(user, 'streetOfficer', street)
  await buildMembership(user, 'districtOfficer', testAreas.district)
  await buildMembership(user, 'secretary', testAreas.neighbourCommunity)
  const other = await buildProvider({ name: '别家', certificates: ['careWorker'] })
  await buildMembership(user, 'unitStaff', { unitId: other.id, areaCode: community, kind: 'organisation' })
  return user
}

async function buildNeighbours(): Promise<TestUser> {
  const user = await buildGridWorker()
  await buildMembership(user, 'buildingLeader', testAreas.building, { grid: testAreas.grid })
  await buildMembership(user, 'volunteer', community)
  return user
}

it('health is in no answer of any endpoint outside the scope and the care roles', async () => {
  const scene = await buildScene()
  const { personId, elder, secretary, unit } = scene
  const [daughter, son, former] = [await buildProxy(), await buildProxy('儿子'), await buildProxy('前女婿')]
  const bondId = await buildBond({ proxy: daughter, personId }, { scopes: ['orders', 'health'] })
  await buildBond({ proxy: son, personId }, { scopes: ['needs', 'orders', 'payments'] })
  await buildBond({ proxy: former, personId }, { state: 'ended', isLiving: false })
  const reads = listReads(scene, bondId)
  const leaks: string[] = []
  const answered = new Set<string>()
  const walk = async (who: string, user?: TestUser, roles?: Role[]) => {
    const client = api(user)
    const open = reads.filter(({ contract }) => mayCall(contract, roles))
    const atOnce = 8
    for (let i = 0; i < open.length; i += atOnce)
      await Promise.all(
        open.slice(i, i + atOnce).map(async ({ key, contract, input }) => {
          const response = await client.callLoose(contract, input)
          if (response.status === 200) answered.add(`${who}: ${key}`)
          const text = JSON.stringify(response.body) + response.bytes.toString('utf8')
          if (secrets.some((secret) => text.includes(secret))) leaks.push(`${who}: ${key}`)
        }),
      )
  }
  await walk('nobody')
  await walk('son', son, [])
  await walk('former', former, [])
  await walk('secretary', secretary, ['secretary', 'communityWorker'])
  await walk('neighbours', await buildNeighbours(), ['gridWorker', 'buildingLeader', 'volunteer'])
  const ranks: Role[] = ['administrator', 'streetOfficer', 'districtOfficer', 'secretary', 'unitStaff']
  await walk('rank', await buildRank(), ranks)
  // Who decides about a programme reads those facts that it asks for.
  expect(leaks).toEqual(['rank: listEntitlements'])
  // The walk led to her: without the health these are answered.
  for (const who of ['son: getOrder', 'son: getElder', 'son: listPlans', 'son: getPlan', 'son: getCard'])
    expect(answered).toContain(who)
  for (const who of [
    'secretary: getOrder',
    'secretary: getElder',
    'secretary: findClients',
    'secretary: getPerson',
  ])
    expect(answered).toContain(who)
  expect([...answered].filter((each) => each.startsWith('former')).join()).not.toContain('getOrder')

  leaks.length = 0
  await walk('daughter', daughter, [])
  await walk('elder', elder, [])
  await walk('kitchen', unit.staff, ['unitStaff'])
  expect(leaks.sort()).toEqual([
    ...['daughter: getElder', 'daughter: getOrder'],
    ...[
      'elder: exportOwnData',
      'elder: getElder',
      'elder: getOrder',
      'elder: getOwnData',
      'elder: getOwnElder',
    ],
    ...[
      'kitchen: getCarrierRoute',
      'kitchen: getKitchenList',
      'kitchen: getKitchenPrint',
      'kitchen: getOrder',
    ],
  ])
}, 120_000)
