import {
  entitlementActions,
  entitlementStates,
  entitlementTransitions,
  availableEntitlementActions,
} from '@linli/shared/programmes/entitlement.state'
import type { HukouPlace } from '@linli/shared/elders/elder'
import { programmeContracts, type EntitlementView } from '@linli/shared/programmes/programme.contract'
import { correctPerson, getPerson } from '@linli/shared/register/person.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildCatalogue, buildElder, type TestElder } from '../../test/elderCare.factory'
import { buildBond, linkToPerson } from '../../test/families.factory'
import { killAfter } from '../../test/killAfter'
import { newKey } from '../../test/needs.factory'
import { buildProgramme } from '../../test/programmes.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { Elder } from '../elders/elder.model'
import { sealElderField } from '../elders/elder.record'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { sealPerson } from '../register/person.crypto'
import { followPersonChange } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { Entitlement } from './entitlement.model'
import { ProgrammeModel } from './programme.model'
import { findEntitlements } from './entitlement.job'

const app = startTestApp()
const { api, deps } = app
const { listEntitlements, decideEntitlement, putProgramme, listProgrammes } = programmeContracts
const { approveEntitlements, countEntitlements } = programmeContracts

let elder: TestElder
let officer: TestUser

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  officer = await buildStreetOfficer()
  await giveBirthDate('1944-05-02')
})

async function giveBirthDate(birthDate: string): Promise<void> {
  const _id = new Types.ObjectId(elder.personId)
  const sealed = sealPerson(_id, { name: '周桂珍', birthDate }, deps.crypto)
  await Person.updateOne({ _id }, { $set: { birthDate: sealed.birthDate, birthYear: sealed.birthYear } })
}

async function giveMeans(incomeClass: 'ordinary' | 'minimum', hukou?: HukouPlace): Promise<void> {
  const _id = new Types.ObjectId(elder.personId)
  const means = sealElderField(
    _id,
    'means',
    { incomeClass, entitlements: [], ...(hukou ? { hukou } : {}) },
    deps,
  )
  const place = { district: testAreas.district, street: testAreas.street, community: testAreas.community }
  await Elder.updateOne(
    { _id },
    { $set: { means }, $setOnInsert: { ...place, version: 0, capacity: 'clear' } },
    { upsert: true },
  )
}

async function list(state: EntitlementView['state'] = 'found', user = officer): Promise<EntitlementView[]> {
  const page = await api(user).ok(listEntitlements, { query: { area: testAreas.street, state } })
  return page.items
}

const decide = (
  user: TestUser,
  { id, version }: EntitlementView,
  action: EntitlementView['actions'][number],
  reason?: string,
) =>
  api(user).call(decideEntitlement, {
    params: { id },
    body: { action, version, ...(reason === undefined ? {} : { reason }) },
  })

const only = async (state?: EntitlementView['state']): Promise<EntitlementView> => {
  const [first, ...others] = await list(state)
  if (!first || others.length > 0) throw new Error('not exactly one')
  return first
}

describe('the nightly look at the register', () => {
  it('finds who should have a programme and does not, once, and says why', async () => {
    await buildProgramme({ who: { minAge: 80, incomes: ['minimum'] } })
    expect(await findEntitlements(deps)).toBe(0)
    await giveMeans('minimum')
    expect(await findEntitlements(deps)).toBe(1)
    expect(await findEntitlements(deps)).toBe(0)
    expect(await only()).toMatchObject({
      programme: { code: 'mealAid', name: '助餐补贴' },
      personName: '周桂珍',
      why: '82 岁，低保家庭',
      state: 'found',
      actions: ['approve', 'refuse'],
    })
    // Why is read from her own encrypted record each time: the list itself keeps no income.
    expect(JSON.stringify(await Entitlement.find().lean())).not.toContain('minimum')
  })

  it('asks for the household register only where the rule names it, and says so', async () => {
    await buildProgramme({ who: { minAge: 80, needsHukou: true } })
    await giveMeans('ordinary', 'elsewhere')
    expect(await findEntitlements(deps)).toBe(0)
    await giveMeans('ordinary', 'here')
    expect(await findEntitlements(deps)).toBe(1)
    expect((await only()).why).toBe('82 岁，本区户籍')
    const { items } = await api(officer).ok(programmeContracts.listProgrammes, {
      query: { area: testAreas.street },
    })
    expect(items[0]?.text).toContain('本区户籍、满 80 岁')
  })

  it('takes back what is no longer so, and marks what already pays for a person to look at', async () => {
    await buildProgramme({ who: { minAge: 80, incomes: ['minimum'] } })
    await giveMeans('minimum')
    await findEntitlements(deps)
    await giveMeans('ordinary')
    await findEntitlements(deps)
    expect(await list()).toEqual([])

    await giveMeans('minimum')
    await findEntitlements(deps)
    // Wherever it is killed: decided with its line in the log, or not at all.
    const found = await only()
    for (let changes = 1; (await list('approved')).length === 0; changes += 1)
      await killAfter(changes, () => decide(officer, found, 'approve'))
    expect(await AuditEntry.countDocuments({ action: 'entitlement.decided' })).toBe(1)
    await giveMeans('ordinary')
    await findEntitlements(deps)
    expect(await only('approved')).toMatchObject({ isLapsed: true, actions: ['end'] })
    const query = { area: testAreas.street, state: 'approved' as const, isLapsed: 'true' }
    expect((await api(officer).ok(listEntitlements, { query })).items).toHaveLength(1)
    await giveMeans('minimum')
    await findEntitlements(deps)
    expect(await only('approved')).toMatchObject({ isLapsed: false })
    const keeper = await buildSecretary()
    const hers = { id: elder.personId }
    // A birthday that was wrong is followed at once: by night nobody so young is looked at.
    for (const [birthDate, isLapsed] of [
      ['1974-05-02', true],
      ['1944-05-02', false],
    ] as const) {
      const { version } = await api(keeper).ok(getPerson, { params: hers })
      const body = { version, birthDate, reason: '生日登记错了' } as never
      await api(keeper).ok(correctPerson, { params: hers, body, requestKey: newKey() })
      expect(await only('approved')).toMatchObject({ isLapsed })
    }
    expect((await api(officer).ok(listEntitlements, { query })).items).toEqual([])

    // What was ended stays so while nothing changes; when it held no longer and holds again it is found anew.
    await decide(officer, await only('approved'), 'end', '本人不要了')
    await findEntitlements(deps)
    expect(await list()).toEqual([])
    await giveMeans('ordinary')
    await findEntitlements(deps)
    await giveMeans('minimum')
    await findEntitlements(deps)
    expect(await only()).toMatchObject({ state: 'found', actions: ['approve', 'refuse'] })
  })

  it('knows nothing of the health of whoever took back that it is kept', async () => {
    await buildProgramme({ who: { minAge: 70, grades: ['severe'] } })
    const _id = new Types.ObjectId(elder.personId)
    const consent = { at: deps.clock.now(), byUserId: elder._id, byName: '老人本人' }
    const care = sealElderField(_id, 'care', { abilityGrade: 'severe' }, deps)
    await giveMeans('ordinary')
    await Elder.updateOne({ _id }, { $set: { care, healthConsent: consent } })
    await findEntitlements(deps)
    expect((await only()).why).toContain('重度失能')
    deps.clock.advance(1, 'minutes')
    const given = { kind: 'health', version: '1', givenAt: consent.at, withdrawnAt: deps.clock.now() }
    await User.updateOne({ _id: elder._id }, { $set: { consents: [given] } })
    expect((await only()).why).not.toContain('失能')
    await findEntitlements(deps)
    expect(await list()).toEqual([])
  })

  it('looks at nobody who is too young, has died, or whose age is not known', async () => {
    await buildProgramme({ who: {} })
    await giveBirthDate('1990-05-02')
    expect(await findEntitlements(deps)).toBe(0)
    await giveBirthDate('1944-05-02')
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'deceased' } })
    expect(await findEntitlements(deps)).toBe(0)
  })
})

describe("an official's word", () => {
  beforeEach(async () => {
    await buildProgramme()
    await findEntitlements(deps)
  })

  it('needs no form of the elder, who hears of it; saying no, or ending it, needs a reason', async () => {
    const found = await only()
    expectError(await decide(officer, found, 'refuse'), 'entitlement.reason_missing')
    expect((await decide(officer, found, 'approve')).status).toBe(200)
    await moveOutbox(deps)
    expect(await InboxMessage.find({ userId: elder._id }).lean()).toMatchObject([
      { title: '助餐补贴已经给您办好了', body: expect.stringContaining('价钱会自动减下来') as string },
    ])
    const approved = await only('approved')
    expectError(await decide(officer, approved, 'end'), 'entitlement.reason_missing')
    expect((await decide(officer, approved, 'end', '搬去和女儿住了')).status).toBe(200)
    expect(await only('ended')).toMatchObject({ decided: { reason: '搬去和女儿住了' } })
  })

  it('of money that is paid out promises no lower prices', async () => {
    await ProgrammeModel.updateOne({}, { $set: { pays: { kind: 'cash', fen: 18_000 } } })
    expect((await decide(officer, await only(), 'approve')).status).toBe(200)
    await moveOutbox(deps)
    const [message] = await InboxMessage.find({ userId: elder._id }).lean()
    expect(message?.body).toContain('按月发给您')
  })

  it('is one of two who decide at once, and never her own or that of her own elder', async () => {
    const found = await only()
    const relative = await buildStreetOfficer()
    await buildBond({ proxy: relative, personId: elder.personId }, { scopes: ['needs'] })
    expect(await list('found', relative)).toMatchObject([{ id: found.id, actions: [] }])
    expectError(await decide(relative, found, 'approve'), 'entitlement.own')
    await linkToPerson(relative, elder.personId)
    expectError(await decide(relative, found, 'refuse', '不用'), 'entitlement.own')
    const answers = await Promise.all([
      decide(officer, found, 'approve'),
      decide(officer, found, 'refuse', '已有别的补贴'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await Entitlement.findOne().lean())?.history).toHaveLength(1)
  })

  it('follows the table, state by state', async () => {
    for (const state of entitlementStates)
      for (const action of entitlementActions) {
        await Entitlement.updateMany({}, { $set: { state } })
        const row = await only(state)
        expect(row.actions).toEqual(availableEntitlementActions(state))
        const to = entitlementTransitions[state][action]
        const answer = await decide(officer, row, action, '写明原因')
        expect([state, action, answer.status]).toEqual([state, action, to === undefined ? 409 : 200])
        expect((await Entitlement.findOne().lean())?.state).toBe(to ?? state)
      }
  })

  it('is given to a whole list at once, each for itself; who is left is named with the reason', async () => {
    for (const name of ['李秀英', '王秀英', '陈秀英']) {
      const other = await buildElder(deps, { name })
      const _id = new Types.ObjectId(other.personId)
      const { birthDate, birthYear } = sealPerson(_id, { name, birthDate: '1940-02-03' }, deps.crypto)
      await Person.updateOne({ _id }, { $set: { birthDate, birthYear } })
    }
    await findEntitlements(deps)
    const counts = () => api(officer).ok(countEntitlements, { query: { area: testAreas.street } })
    expect((await counts()).items).toEqual([{ code: 'mealAid', name: '助餐补贴', found: 4 }])
    const query = { area: testAreas.street, code: 'mealAid' }
    const { items } = await api(officer).ok(listEntitlements, { query })
    expect(items).toHaveLength(4)
    expect((await api(officer).ok(listEntitlements, { query: { ...query, code: 'other' } })).items).toEqual(
      [],
    )
    const [first] = items
    if (!first) throw new Error('nobody')
    await decide(officer, first, 'refuse', '本人不要')
    const body = { items: items.map(({ id, version }) => ({ id, version })) }
    const both = await Promise.all(
      [officer, await buildStreetOfficer()].map((user) => api(user).ok(approveEntitlements, { body })),
    )
    expect(both.reduce((sum, { done }) => sum + done, 0)).toBe(3)
    for (const { left } of both)
      expect(left).toContainEqual({
        ...{ id: first.id, personName: first.personName },
        why: '这一条刚刚有人处理过了，请看最新的情况。',
      })
    expect(await counts()).toEqual({ items: [] })
    const far = await api(await buildStreetOfficer(testAreas.otherStreet)).ok(approveEntitlements, { body })
    expect(far).toMatchObject({ done: 0, left: [{ personName: '一位老人' }, {}, {}, {}] })
    expect(await Entitlement.countDocuments({ state: 'approved' })).toBe(3)
  })

  it('is for the officers of the street only, and ends with the person', async () => {
    const found = await only()
    for (const user of [await buildSecretary(), elder, await buildResident({})]) {
      expectError(await decide(user, found, 'approve'), 'access.denied')
      expectError(
        await api(user).call(listEntitlements, { query: { area: testAreas.street } }),
        'access.denied',
      )
    }
    expectError(
      await api(officer).call(listEntitlements, { query: { area: testAreas.otherStreet } }),
      'access.denied',
    )
    await decide(officer, found, 'approve')
    await InboxMessage.deleteMany({})
    await followPersonChange(elder.personId, 'deceased', deps)
    await moveOutbox(deps)
    expect(await list('approved')).toEqual([])
    expect(await only('ended')).toMatchObject({ decided: { reason: '登记为去世或迁出' } })
    // A mistake that is set right: it stands in the list again, once, for an officer's word.
    await followPersonChange(elder.personId, 'present', deps)
    await followPersonChange(elder.personId, 'present', deps)
    expect(await only()).toMatchObject({ version: 4 })
  })
})

describe('the rules of a programme', () => {
  const content = {
    name: '助浴补贴',
    payer: '街道',
    rank: 3,
    who: { minAge: 75, livesAlone: true },
    classes: ['bath' as const],
    pays: { kind: 'share' as const, percent: 40 },
    monthlyFen: 20_000,
    rollsOver: true,
  }
  const params = { area: testAreas.street, code: 'bathAid' }

  it('are data of an area, said in a sentence, changed by one of two who change them at once', async () => {
    const made = await api(officer).ok(putProgramme, { params, body: { content } })
    expect(made).toMatchObject({
      version: 1,
      text: '满 75 岁、独居：助浴付 40%，每月最多 200 元，没用完的下个月还能用。',
    })
    expectError(await api(officer).call(putProgramme, { params, body: { content } }), 'request.conflict')
    const body = { content: { ...content, monthlyFen: undefined }, version: 1 }
    const answers = await Promise.all([1, 2].map(() => api(officer).call(putProgramme, { params, body })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { items, canEdit } = await api(officer).ok(listProgrammes, { query: { area: testAreas.street } })
    expect(canEdit).toBe(true)
    expect(items.find(({ code }) => code === 'bathAid')?.monthlyFen).toBeUndefined()
    const read = await api(await buildSecretary()).ok(listProgrammes, {
      query: { area: testAreas.community },
    })
    expect(read.canEdit).toBe(true)
  })

  it('are written by those who answer for the area', async () => {
    for (const user of [await buildSecretary(), elder])
      expectError(await api(user).call(putProgramme, { params, body: { content } }), 'access.denied')
    const other = { ...params, area: testAreas.otherStreet }
    expectError(await api(officer).call(putProgramme, { params: other, body: { content } }), 'access.denied')
  })
})
