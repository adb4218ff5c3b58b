import '../../database/mongoose'
import type { Contract } from '@linli/shared/contract'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { elderContracts } from '@linli/shared/elders/elder.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { checkInRules } from '@linli/shared/safety/checkIn'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import type { Role } from '@linli/shared/users/roles'
import { buildUnit } from '../../test/areas.factory'
import { buildCatalogue, buildOffering, buildProvider, type TestProvider } from '../../test/elderCare.factory'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { buildProgramme } from '../../test/programmes.factory'
import { buildCategory, buildRule } from '../../test/routing.factory'
import { listAllReads, walkReads, type WalkTarget } from '../../test/readWalk'
import { actOnSos, raiseSos } from '../../test/safety.factory'
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
import { Order } from '../elderCare/orders/order.model'
import { sweepOrders } from '../elderCare/orders/order.sweep'
import { moveOutbox } from '../messages/outbox.mover'
import { sweepNeeds } from '../needs/need.sweep'
import { findEntitlements } from '../programmes/entitlement.job'

const app = startTestApp()
const { api, deps } = app
const { community, street } = testAreas

const name = '张桂珍'
const allergy = '花生过敏暗号'
const found = '背上有暗疹'
const diet = { allergies: [allergy], isDiabetic: true, needsSoftFood: false, isHalal: false, dislikes: [] }
const care = { abilityGrade: 'severe', assessedOn: '2026-05-01', diet } as const
const vitals = { systolic: 171, diastolic: 93, pulse: 77 }
const secrets = [allergy, found, 'severe', '重度失能', '2026-05-01', '"systolic":171']
/** What was said of her health by the way, each in words of its own: they show what got out. */
const words = {
  sos: '胰岛素打完了暗号',
  ending: '血糖太低暗号',
  checkIn: '说膝盖积水暗号',
  returned: '伤口没好不能下水暗号',
  followUp: '回访说腿肿暗号',
  need: '要陪去透析暗号',
  door: '听见里面喊疼暗号',
  safe: '摔了送六院暗号',
  noShow: '住院不在家暗号',
}
const tomorrow = '2026-11-24'

interface Scene {
  personId: string
  elder: TestUser
  secretary: TestUser
  unit: TestProvider
  orderId: string
  planId: string
  overId: string
  bondId: string
  sosId: string
  needId: string
  daughter: TestUser
}

type Bath = Record<'itemCode' | 'offeringId' | 'startsAt', string>

/** She called for help and was reached, by the telephone as well; both wrote how she was. */
async function callForHelp(elder: TestUser, secretary: TestUser, personId: string): Promise<string> {
  const { body: sos } = await raiseSos(app, elder)
  await actOnSos(app, elder, sos.id, { action: 'tell', matter: 'unwell', text: words.sos })
  await actOnSos(app, secretary, sos.id, { action: 'acknowledge' })
  await actOnSos(app, secretary, sos.id, { action: 'arrive' })
  const closed = { action: 'close' as const, outcome: 'helped' as const, text: words.ending }
  expect((await actOnSos(app, secretary, sos.id, closed)).status).toBe(200)
  const params = { id: personId }
  const enrolled = { isOn: true, dueMinutes: checkInRules.latest, isConsented: true }
  await api(elder).ok(checkInContracts.setCheckIn, { params, body: enrolled })
  const reached = { action: 'reached' as const, text: words.checkIn }
  await api(secretary).ok(checkInContracts.actOnCheckIn, { params, body: reached, requestKey: newKey() })
  return sos.id
}

/** What her daughter asked for in her name, of a kind that nobody else is to know of; a unit has it. */
async function askForEscort(daughter: TestUser, personId: string): Promise<string> {
  const { code } = await buildCategory({ isSensitive: true, isPublicPlace: false })
  await buildRule({ kind: 'unit', unitId: (await buildUnit({ kind: 'property', name: '友谊物业' })).id })
  const body = { category: code, text: words.need, forPersonId: personId }
  const need = await api(daughter).ok(needContracts.createNeed, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepNeeds(deps)
  return need.id
}

/** The unit says why it cannot bathe her on another day, and somebody asks how she is. */
async function handBack({ elder, secretary, unit }: Pick<Scene, 'elder' | 'secretary' | 'unit'>, bath: Bath) {
  const another = { ...bath, startsAt: '2026-11-25T02:30:00.000Z' }
  const { id } = await api(elder).ok(orderContracts.placeOrder, { body: another, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  const body = { action: 'return' as const, reason: 'notSuited' as const, text: words.returned }
  await api(unit.staff).ok(orderContracts.actOnOrder, { params: { id }, body, requestKey: newKey() })
  await moveOutbox(deps)
  const query = { post: `triage:${community}` }
  const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query })
  const params = { id: items[0]?.id ?? '' }
  await api(secretary).ok(followUpContracts.endFollowUp, { params, body: { note: words.followUp } })
}

/** Nobody opened, and she was found; those who look for her read of it, until it is over. */
async function standAtDoor(
  { secretary, unit }: Pick<Scene, 'secretary' | 'unit'>,
  order: { id: string; startsAt: string },
) {
  const params = { id: order.id }
  const press = async (user: TestUser, body: object) => {
    await api(user).ok(orderContracts.actOnOrder, { params, body: body as never, requestKey: newKey() })
    await moveOutbox(deps)
  }
  await press(unit.staff, { action: 'accept' })
  deps.clock.set(order.startsAt)
  await press(unit.staff, { action: 'noAnswer', text: words.door })
  for (const user of [unit.staff, secretary])
    expect(JSON.stringify(await api(user).ok(orderContracts.getOrder, { params }))).toContain(words.door)
  await press(secretary, { action: 'reportSafe', text: words.safe })
  await press(secretary, { action: 'noShow', text: words.noShow })
  expect(JSON.stringify(await Order.findOne({ _id: order.id }).lean())).not.toContain('暗号')
}

/**
 * Everything that knows of an elder's health: her profile, an order that is done, a plan of meals, a programme; and
 * what was written of it in a call for help, a call whether she is well, a need, what a unit
 * handed back, at a door that nobody opened and a follow-up.
 */
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
  const hours = { weekdays: [0, 1, 2, 3, 4, 5, 6], capacity: 20 }
  const windows = [
    { ...hours, from: '10:30', to: '12:00' },
    { ...hours, from: '14:00', to: '15:30' },
  ]
  const bathId = await buildOffering(unit, 'siteBath', { windows })
  const lunchId = await buildOffering(unit, 'lunchDelivery')
  const meals = { itemCode: 'lunchDelivery', offeringId: lunchId, from: '10:30', weekdays: [0, 2, 4] }
  const plan = await api(elder).ok(planContracts.createPlan, { body: meals, requestKey: newKey() })
  const bath = { itemCode: 'siteBath', offeringId: bathId, startsAt: `${tomorrow}T02:30:00.000Z` }
  const order = await api(elder).ok(orderContracts.placeOrder, { body: bath, requestKey: newKey() })
  const second = { ...bath, startsAt: `${tomorrow}T06:00:00.000Z` }
  const unopened = await api(elder).ok(orderContracts.placeOrder, { body: second, requestKey: newKey() })
  await handBack({ elder, secretary, unit }, bath)
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
  const daughter = await buildProxy()
  const bondId = await buildBond({ proxy: daughter, personId }, { scopes: ['needs', 'orders', 'health'] })
  const sosId = await callForHelp(elder, secretary, personId)
  const needId = await askForEscort(daughter, personId)
  await moveOutbox(deps)
  await standAtDoor({ secretary, unit }, unopened)
  const ids = { orderId: order.id, overId: unopened.id, planId: plan.id, bondId, sosId, needId }
  return { personId, elder, secretary, unit, daughter, ...ids }
}

/** Under each path the record that leads to the elder. */
const targetOf = ({ personId, unit, orderId, planId, bondId, sosId, needId }: Scene): WalkTarget => ({
  ...{ personId, name, unitId: unit.id, day: tomorrow },
  ids: [
    ['/api/families/', bondId],
    ['/api/needs/', needId],
    ['/api/safety/sos/', sosId],
    ['/api/elder-care/orders', orderId],
    ['/api/elder-care/plans', planId],
  ],
})

function listReads(scene: Scene) {
  const contract: Contract = orderContracts.getOrder
  const over = { key: 'getOrder (over)', contract, input: { params: { id: scene.overId } } }
  // The rules of programmes name grades, and nobody who has one.
  return [over, ...listAllReads(targetOf(scene), ['listProgrammes'])]
}

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
  const { personId, elder, secretary, unit, daughter } = scene
  const [son, former] = [await buildProxy('儿子'), await buildProxy('前女婿')]
  await buildBond({ proxy: son, personId }, { scopes: ['needs', 'orders', 'payments'] })
  await buildBond({ proxy: former, personId }, { state: 'ended', isLiving: false })
  const reads = listReads(scene)
  const leaks: string[] = []
  /** Who read which of the words. */
  const heard = new Map<string, Set<string>>()
  const answered = new Set<string>()
  const walk = (who: string, user?: TestUser, roles?: Role[]) =>
    walkReads(app, reads, { user, roles }, (key, { status, text }) => {
      if (status === 200) answered.add(`${who}: ${key}`)
      if (secrets.some((secret) => text.includes(secret))) leaks.push(`${who}: ${key}`)
      for (const [kind, said] of Object.entries(words))
        if (text.includes(said)) heard.set(who, (heard.get(who) ?? new Set()).add(`${kind}: ${key}`))
    })
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
  // A call for help that is over keeps what was told to whoever may read health; while it is open, `sos.access.test`.
  const ladder = ['ending: getSos', 'sos: getSos']
  const searched = ['checkIn: getCheckIn', 'checkIn: listMyCheckIns']
  const called = [...searched, ...ladder]
  const asked = ['need: getNeed', 'need: listMyNeeds']
  const atDoor = ['door', 'safe', 'noShow']
  const door = atDoor.map((kind) => `${kind}: getOrder (over)`)
  const desk = ['checkIn: getCheckIn', 'followUp: listFollowUps', 'need: getNeed', 'need: listQueue']
  expect(Object.fromEntries([...heard].map(([who, all]) => [who, [...all].sort()]))).toEqual({
    elder: [
      ...called,
      ...asked,
      ...door,
      ...['need', 'checkIn', 'sos', 'ending', ...atDoor].map((kind) => `${kind}: exportOwnData`),
    ].sort(),
    daughter: [...called, ...asked, ...door].sort(),
    son: searched,
    secretary: [...desk, ...ladder].sort(),
  })
}, 120_000)
