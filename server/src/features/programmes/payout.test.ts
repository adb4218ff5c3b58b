import '../../database/mongoose'
import {
  payoutAccountContracts,
  payoutContracts as contracts,
} from '@linli/shared/programmes/payout.contract'
import type { EntitlementState } from '@linli/shared/programmes/entitlement.state'
import { payoutActions, payoutLineStates, payoutTransitions } from '@linli/shared/programmes/payout.state'
import ExcelJS from 'exceljs'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildBond, buildElder, buildMove, linkToPerson } from '../../test/families.factory'
import { evil } from '../../test/evilWords'
import { killAfter } from '../../test/killAfter'
import { newKey } from '../../test/needs.factory'
import { buildEntitlement, buildProgramme } from '../../test/programmes.factory'
import { expectPlainSheet } from '../../test/plainSheet'
import { startTestApp } from '../../test/testApp'
import {
  buildDistrictOfficer,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { followPersonChange } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { readActor } from '../users/actor.service'
import { mergeEntitlements } from './entitlement.merge'
import { Entitlement } from './entitlement.model'
import { Payout } from './payout.model'
import { PayoutAccount } from './payoutAccount.model'
import { writePayout } from './payout.view'

const app = startTestApp()
const { api, deps } = app
const { street, otherStreet, district } = testAreas
const month = '2026-11'
const asked = { area: street, month, code: 'oldAge' }

let officer: TestUser
let elders: string[]
beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildAreas()
  officer = await buildStreetOfficer()
  const programme = await buildProgramme({
    ...{ code: 'oldAge', name: '高龄津贴', pays: { kind: 'cash', fen: 20000 } },
  })
  elders = []
  for (const [i, name] of ['王阿大', '李阿二', '陈阿三'].entries()) {
    const id = await buildElder(deps, { name, phone: `1380000000${i}` })
    await buildEntitlement(id, programme)
    elders.push(id)
    await putAccount(id, { number: `60123456789${i}` })
  }
})

const { listMissingAccounts, getPayoutAccount, setPayoutAccount } = payoutAccountContracts

const putAccount = (id: string, part: object = {}, user = officer) =>
  api(user).call(setPayoutAccount, {
    params: { id },
    body: { kind: 'bank', number: '601234567890', version: 0, ...part },
  })
const missing = async () =>
  (await api(officer).ok(listMissingAccounts, { query: asked })).items.map((each) => [
    each.personName,
    each.problem,
  ])

const make = (user = officer, body: { area: string; month: string; code: string } = asked) =>
  api(user).call(contracts.makePayout, { body, requestKey: newKey() })
const leaving = { ...asked, leavesMissing: true }
const list = () => api(officer).ok(contracts.listPayouts, { query: { area: street, month } })
const linesOf = async (id: string) =>
  (await api(officer).ok(contracts.listPayoutLines, { params: { id } })).items
const mark = (id: string, body: object, user = officer) =>
  api(user).call(contracts.markPayout, { params: { id }, body: body as never, requestKey: newKey() })

async function readSheet(id: string): Promise<string[][]> {
  expect((await api(officer).call(contracts.exportPayout, { params: { id } })).status).toBe(200)
  const actor = await readActor(officer.id, 'desk', deps.clock.now())
  if (!actor) throw new Error('no officer')
  const workbook = new ExcelJS.Workbook()
  const { file } = await writePayout(actor, id, deps)
  await workbook.xlsx.load(file as unknown as ArrayBuffer)
  const rows: string[][] = []
  await expectPlainSheet(file, 0)
  workbook.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map(String)))
  return rows
}

describe('the cash of a month', () => {
  it('stands in one file, made by one of two officers, the same however often it is fetched', async () => {
    expect((await list()).due).toEqual([
      {
        ...{ code: 'oldAge', programmeName: '高龄津贴', people: 3, totalFen: 60000 },
        ...{ missing: 0, ended: 0, isRough: false },
      },
    ])
    const answers = await Promise.all([make(), make(await buildStreetOfficer()), make()])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const made = answers.find(({ status }) => status === 201)?.body
    expect(made).toMatchObject({ number: '2026-11 高龄津贴 第1张', people: 3, totalFen: 60000, open: 3 })
    expectError(await make(), 'payout.nothing_due')
    expect((await list()).due).toEqual([])
    const id = made?.id ?? ''
    const first = await readSheet(id)
    expect(first).toHaveLength(6)
    expect(first.slice(2, -1).sort()[0]).toEqual([
      '1',
      expect.stringMatching(/阿/) as string,
      '1944-03-05',
      expect.stringMatching(/^138\*{4}000\d$/) as string,
      expect.any(String) as string,
      '银行账户',
      expect.stringMatching(/^60123456789\d$/) as string,
      ...['', '宝山区民政局', '200', ''],
    ])
    // Whatever changes in the register later: what the bank was given stays what it is.
    await Person.updateOne({ _id: elders[0] }, { $set: { state: 'deceased' } })
    expect(await readSheet(id)).toEqual(first)
    expect((await list()).items[0]).toMatchObject({
      downloads: 4,
      lastDownload: { byName: '居民' },
    })
    expect(JSON.stringify(await Payout.find().lean())).not.toMatch(/阿大|阿二|阿三|60123456789/)
  })

  it('is marked line by line or as a whole; what did not arrive is sent again only knowingly', async () => {
    // Wherever it is killed: nothing is there, or all of it, and nobody stands in two files.
    for (let changes = 1; (await Payout.countDocuments()) === 0; changes += 1)
      await killAfter(changes, () => make())
    expectError(await make(), 'payout.nothing_due')
    expect(await AuditEntry.countDocuments({ action: 'payout.made' })).toBe(1)
    const [{ id, version } = { id: '', version: 0 }] = (await list()).items
    const [a, b, c] = await linesOf(id)
    const lineIds = [a?.id ?? '']
    const relative = await buildStreetOfficer()
    await buildBond({ proxy: relative, personId: elders[0] ?? '' })
    const failAll = { action: 'fail', version, lineIds: [a, b, c].map((line) => line?.id), reason: '没到账' }
    expectError(await mark(id, failAll, relative), 'payout.own')
    expectError(await mark(id, { action: 'fail', version, lineIds }), 'payout.reason_missing')
    const fail = () => mark(id, { action: 'fail', version, lineIds, reason: '账号已销户' })
    const readFile = async () => (await list()).items[0]
    // Killed in the middle it failed with its account in doubt, or not at all.
    for (let changes = 1; (await readFile())?.version === version; changes += 1)
      await killAfter(changes, fail)
    expect(await readFile()).toMatchObject({ version: 2, failed: 1, open: 2 })
    expect(await PayoutAccount.countDocuments({ failed: { $exists: true } })).toBe(1)
    expectError(await fail(), 'payout.changed')
    expectError(await mark(id, { action: 'pay', version }), 'payout.changed')
    const both = await Promise.all([1, 2].map(() => mark(id, { action: 'pay', version: 2 })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await linesOf(id)).map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', '账号已销户'],
      ['paid', undefined],
      ['paid', undefined],
    ])
    expectError(await make(), 'payout.nothing_due')
    expect((await mark(id, { action: 'reissue', version: 3, lineIds })).status).toBe(200)
    // The account is looked at again before money goes there once more, also where it is the same one.
    expect(await missing()).toEqual([[a?.personName, '上次没有发成：账号已销户。请核对账号。']])
    expectError(await make(officer, leaving), 'payout.account_missing')
    const again = elders[['王阿大', '李阿二', '陈阿三'].indexOf(a?.personName ?? '')] ?? ''
    // Wherever it is killed: written down with its line in the log, or not at all.
    const right = { number: '6222021234567890128', bankName: '工商银行', version: 2 }
    const isSet = () => PayoutAccount.exists({ _id: again, version: 3 })
    for (let changes = 1; !(await isSet()); changes += 1)
      await killAfter(changes, () => putAccount(again, right))
    const line = { action: 'payoutAccount.set', 'details.tail': '0128' }
    expect(await AuditEntry.countDocuments(line)).toBe(1)
    const second = (await make()).body
    expect(second).toMatchObject({ number: '2026-11 高龄津贴 第2张', people: 1, totalFen: 20000 })
    expect((await linesOf(second.id)).map(({ personName }) => personName)).toEqual([a?.personName])
    expectError(await make(), 'payout.nothing_due')
    for (const body of [
      { action: 'reissue', version: 4, lineIds },
      { action: 'reissue', version: 4, lineIds: [b?.id, c?.id] },
      { action: 'pay', version: 4, lineIds: ['0'.repeat(24)] },
      { action: 'pay', version: 4 },
    ])
      expectError(await mark(id, body), 'payout.invalid_transition')
    expectError(await mark(id, { action: 'reissue', version: 4 }), 'request.invalid')
  })

  it('needs an account of each: two of one name are told apart, and who has none waits and is not lost', async () => {
    const programme = { code: 'oldAge', name: '高龄津贴' } as Parameters<typeof buildEntitlement>[1]
    const twins = []
    for (const phone of ['13911110001', '13911110002']) {
      const id = await buildElder(deps, { name: '王秀英', phone, birthDate: `1940-01-0${phone.slice(-1)}` })
      await buildEntitlement(id, programme)
      twins.push(id)
    }
    expect(await missing()).toEqual([
      ['王秀英', '还没有账号'],
      ['王秀英', '还没有账号'],
    ])
    expect((await list()).due).toMatchObject([{ people: 5, missing: 2 }])
    expectError(await make(), 'payout.account_missing')
    const first = await make(officer, leaving)
    expect(first.body).toMatchObject({ people: 3, number: '2026-11 高龄津贴 第1张' })
    expect((await list()).due).toMatchObject([{ people: 2, missing: 2 }])
    const [one = '', two = ''] = twins
    const secretary = await buildSecretary()
    expectError(await putAccount(one, { number: '6222021234567890123' }), 'request.invalid')
    const set = await putAccount(one, { kind: 'socialCard', number: 'A12345678' }, secretary)
    // Masked, as the register shows her before anybody has written why it is opened.
    expect(set.body).toMatchObject({
      version: 1,
      accountText: '社保卡 尾号 5678',
      personName: '王**',
      personText: '1940年生，139****0001',
    })
    expectError(await putAccount(one), 'request.conflict')
    await putAccount(two, { bankName: evil })
    const second = (await make()).body
    const rows = (await readSheet(second.id)).slice(2, 4)
    expect(rows.some((row) => row[7] === `'${evil}`)).toBe(true)
    expect(rows.map((row) => [row[1], row[2], row[3], row[5], row[6]])).toEqual([
      ['王秀英', '1940-01-01', '139****0001', '社保卡', 'A12345678'],
      ['王秀英', '1940-01-02', '139****0002', '银行账户', '601234567890'],
    ])
    // Whole in the file only, sealed at rest, and nobody's who does not keep her record.
    const shown = JSON.stringify([
      await linesOf(second.id),
      await PayoutAccount.find().lean(),
      await AuditEntry.find().lean(),
    ])
    expect(shown).not.toMatch(/A12345678|601234567890/)
    expect(await AuditEntry.countDocuments({ action: 'payout.exported' })).toBe(2)
    for (const user of [
      await buildStreetOfficer(otherStreet),
      await buildSecretary(testAreas.farCommunity),
    ]) {
      expectError(await api(user).call(getPayoutAccount, { params: { id: one } }), 'record.not_found')
      expectError(await putAccount(one, { version: 1 }, user), 'record.not_found')
    }
    await linkToPerson(officer, one)
    expectError(await putAccount(one, { version: 1 }), 'record.not_found')
  })

  it('of a month that is over is of those who had a right to it when it ended, whatever came afterwards', async () => {
    const [died = '', mistaken = '', late = ''] = elders
    const step = (action: string, at: string) => ({
      action,
      at: new Date(at),
      byUserId: new Types.ObjectId(),
      byName: '街道',
    })
    const set = (personId: string, state: EntitlementState, history: object[], approvedAt = '2026-11-04') =>
      Entitlement.updateOne({ personId }, { $set: { state, history, approvedAt: new Date(approvedAt) } })
    await set(died, 'ended', [step('end', '2026-11-02')])
    await set(mistaken, 'approved', [
      step('approve', '2026-10-01'),
      step('end', '2026-11-01'),
      step('approve', '2026-11-04'),
    ])
    await set(late, 'approved', [step('approve', '2026-11-04')])
    await Person.updateOne({ _id: died }, { $set: { state: 'deceased' } })
    const october = { ...asked, month: '2026-10' }
    const query = { area: street, month: '2026-10' }
    expect((await api(officer).ok(contracts.listPayouts, { query })).due).toMatchObject([
      { people: 2, ended: 1 },
    ])
    // Found anew by the nightly look, and refused: October is still hers, and her death does not take it away.
    const end = step('end', '2026-11-02')
    for (const state of ['found', 'refused'] as const) {
      await set(died, state, state === 'found' ? [end] : [end, step('refuse', '2026-11-06')])
      await followPersonChange(died, 'deceased', deps)
      expect((await api(officer).ok(contracts.listPayouts, { query })).due).toMatchObject([
        { people: 2, ended: 1 },
      ])
    }
    const file = (await make(officer, october)).body
    expect((await linesOf(file.id)).map(({ personName, note }) => [personName, note]).sort()).toEqual(
      [
        ['李阿二', undefined],
        ['王阿大', '2026年11月2日起停了，当月还在享'],
      ].sort(),
    )
    expect((await make()).body).toMatchObject({ people: 2 })
    const all = { area: district, month: '2026-11' }
    expect(
      (await api(await buildDistrictOfficer()).ok(contracts.listPayouts, { query: all })).items,
    ).toHaveLength(1)
  })

  it('goes on where a second record is merged into hers on which the street had ended it', async () => {
    const [kept = ''] = elders
    expect((await make()).body).toMatchObject({ people: 3 })
    const goneId = await buildElder(deps, { name: '王阿打', phone: '13800000000' })
    const programme = { code: 'oldAge', name: '高龄津贴' } as Parameters<typeof buildEntitlement>[1]
    await buildEntitlement(goneId, programme)
    await putAccount(goneId)
    expect((await make()).body).toMatchObject({ people: 1 })
    const step = (action: string, at: string) => ({
      ...{ action, at: new Date(at), byUserId: new Types.ObjectId(), byName: '街道' },
    })
    const own = [step('approve', '2026-01-10')]
    const double = [step('approve', '2026-03-10'), step('end', '2026-04-10')]
    await Entitlement.updateOne({ personId: kept }, { $set: { history: own } })
    await Entitlement.updateOne({ personId: goneId }, { $set: { state: 'ended', history: double } })
    const [from, into] = [goneId, kept].map((id) => new Types.ObjectId(id))
    if (!from || !into) throw new Error('no two records')
    const { move, remarks } = buildMove({ from, into })
    const versions = async () => (await Payout.find().sort({ _id: 1 }).lean()).map(({ version }) => version)
    const before = await versions()
    await mergeEntitlements(move)
    // Whoever read a file before cannot write the old lines back.
    expect(await versions()).not.toEqual(before)
    expect(remarks).toEqual(['高龄津贴：2026年11月的发放表里有两笔，请街道核对。'])
    const right = await Entitlement.findOne({ personId: kept }).lean()
    expect(right?.history.map(({ action }) => action)).toEqual(['approve', 'approve', 'end'])
    deps.clock.set('2026-12-05T02:00:00.000Z')
    expect((await make(officer, { ...asked, month: '2026-12' })).body).toMatchObject({ people: 3 })
  })

  it('of the month in which she moved is paid once, by the street whose file came first', async () => {
    const [moved = ''] = elders
    expect((await make()).body).toMatchObject({ people: 3 })
    // Written down anew where she lives now, and only then known to be the same person.
    const hereId = await buildElder(deps, { name: '王阿答', phone: '13800000009' })
    const programme = { code: 'oldAge', name: '高龄津贴' } as Parameters<typeof buildEntitlement>[1]
    await buildEntitlement(hereId, programme)
    await putAccount(hereId)
    await Entitlement.updateOne({ personId: hereId }, { $set: { street: otherStreet } })
    await followPersonChange(moved, 'moved', deps)
    const [from, into] = [moved, hereId].map((id) => new Types.ObjectId(id))
    if (!from || !into) throw new Error('no two records')
    await mergeEntitlements(buildMove({ from, into }).move)
    const right = await Entitlement.find({ personId: into }).lean()
    expect(right).toMatchObject([{ street: otherStreet, state: 'approved' }])
    const next = await buildStreetOfficer(otherStreet)
    const there = { ...asked, area: otherStreet }
    expectError(await make(next, there), 'payout.nothing_due')
    deps.clock.set('2026-12-05T02:00:00.000Z')
    expect((await make(next, { ...there, month: '2026-12' })).body).toMatchObject({ people: 1 })
    expect((await make(officer, { ...asked, month: '2026-12' })).body).toMatchObject({ people: 2 })
  })

  it('is made by the street for its own people, of a month that has begun', async () => {
    expectError(await make(officer, { ...asked, month: '2026-12' }), 'payout.too_early')
    expectError(await make(officer, { ...asked, code: 'mealAid' }), 'payout.nothing_due')
    expectError(await make(await buildDistrictOfficer(), { ...asked, area: district }), 'payout.street_only')
    const { id } = (await make()).body
    for (const user of [await buildSecretary(), await buildResident()])
      expectError(await make(user), 'access.denied')
    const stranger = await buildStreetOfficer(otherStreet)
    expectError(await make(stranger), 'access.denied')
    for (const contract of [contracts.listPayoutLines, contracts.exportPayout])
      expectError(await api(stranger).call(contract, { params: { id } }), 'record.not_found')
    const body = { action: 'pay', version: 1 } as const
    expectError(await api(stranger).call(contracts.markPayout, { params: { id }, body }), 'record.not_found')
  })

  it('moves only as the table says', () => {
    const moves = payoutLineStates.map((state) =>
      payoutActions.map((action) => payoutTransitions[state][action]),
    )
    expect(moves).toEqual([
      ['paid', 'failed', undefined],
      [undefined, 'failed', undefined],
      ['paid', undefined, 'reissued'],
      [undefined, undefined, undefined],
    ])
  })
})
