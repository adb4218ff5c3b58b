import '../../database/mongoose'
import { payoutContracts as contracts } from '@linli/shared/programmes/payout.contract'
import { payoutActions, payoutLineStates, payoutTransitions } from '@linli/shared/programmes/payout.state'
import ExcelJS from 'exceljs'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildBond, buildElder } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { buildEntitlement, buildProgramme } from '../../test/programmes.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildDistrictOfficer,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Person } from '../register/person.model'
import { readActor } from '../users/actor.service'
import { Payout } from './payout.model'
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
  for (const name of ['王阿大', '李阿二', '陈阿三']) {
    const id = await buildElder(deps, { name })
    await buildEntitlement(id, programme)
    elders.push(id)
  }
})

const make = (user = officer, body: { area: string; month: string; code: string } = asked) =>
  api(user).call(contracts.makePayout, { body, requestKey: newKey() })
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
  workbook.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map(String)))
  return rows
}

describe('the cash of a month', () => {
  it('stands in one file, made by one of two officers, the same however often it is fetched', async () => {
    expect((await list()).due).toEqual([
      { code: 'oldAge', programmeName: '高龄津贴', people: 3, totalFen: 60000 },
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
    expect(first[2]).toEqual(['1', expect.stringMatching(/阿/), expect.any(String), '宝山区民政局', '200'])
    // Whatever changes in the register later: what the bank was given stays what it is.
    await Person.updateOne({ _id: elders[0] }, { $set: { state: 'deceased' } })
    expect(await readSheet(id)).toEqual(first)
    expect((await list()).items[0]).toMatchObject({
      downloads: 4,
      lastDownload: { byName: '居民' },
    })
    expect(JSON.stringify(await Payout.find().lean())).not.toMatch(/阿大|阿二|阿三/)
  })

  it('is marked line by line or as a whole; what did not arrive is sent again only knowingly', async () => {
    const { id, version } = (await make()).body
    const [a, b, c] = await linesOf(id)
    const lineIds = [a?.id ?? '']
    const relative = await buildStreetOfficer()
    await buildBond({ proxy: relative, personId: elders[0] ?? '' })
    const failAll = { action: 'fail', version, lineIds: [a, b, c].map((line) => line?.id), reason: '没到账' }
    expectError(await mark(id, failAll, relative), 'payout.own')
    expectError(await mark(id, { action: 'fail', version, lineIds }), 'payout.reason_missing')
    const failed = await mark(id, { action: 'fail', version, lineIds, reason: '账号已销户' })
    expect(failed.body).toMatchObject({ version: 2, failed: 1, open: 2 })
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
