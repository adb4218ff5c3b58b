import '../database/mongoose'
import { deleteGuideEntry, updateGuideEntry } from '@linli/shared/guide/guide.contract'
import type { Contract } from '@linli/shared/contract'
import { dispatchRulesContracts } from '@linli/shared/dispatch/dispatchRules.contract'
import { offeringContracts } from '@linli/shared/elderCare/offering.contract'
import { serviceItemContracts } from '@linli/shared/elderCare/serviceItem.contract'
import { dutyContracts } from '@linli/shared/safety/duty.contract'
import { AuditEntry } from '../features/audit/audit.model'
import { GuideEntry } from '../features/guide/guideEntry.model'
import { careCatalogue } from '../seed/elderCare/catalogue'
import { expectError } from '../test/apiClient'
import { buildCatalogue, buildProvider, farAway, type TestProvider } from '../test/elderCare.factory'
import { buildGuide, makeGuide } from '../test/guide.factory'
import { startTestApp } from '../test/testApp'
import { buildGridWorker, buildStreetOfficer, testAreas, type TestUser } from '../test/users.factory'

const { api, deps } = startTestApp()
const { street } = testAreas

let officer: TestUser
let worker: TestUser
let unit: TestProvider
let guideId: string

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  ;[officer, worker] = [await buildStreetOfficer(), await buildGridWorker()]
  unit = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  guideId = (await buildGuide({}, street)).id
})

interface Save {
  contract: Contract
  params: Record<string, string>
  /** What is sent, the version that it is made upon included; `n` tells one save from another. */
  body: (n: number, version?: number) => object
  /** The versions of two saves one after the other. */
  versions: [number | undefined, number]
  audit: string
}

const rulesOf = (n: number) => ({
  ...{ lateness: 1, worstLateness: 3, change: 20 + n, overtime: 2, load: 1, graceMinutes: 5 },
  shift: { from: '08:00', to: '18:00' },
})

const hours = (n: number) => ({ weekdays: [1, 2], from: 480, until: 1200 + n })

const contentOf = (n: number) => {
  const { name, unitName, minutes, doers, proofs, photo, checklist, lead, ...item } =
    careCatalogue[0] ?? nothing()
  const { deliveryFen, canRecur, cancel, isClosed } = item
  return {
    ...{ name, unitName, minutes, doers, proofs, photo, checklist, lead, priceFen: 1000 + n },
    ...{ deliveryFen, canRecur, cancel, isClosed },
  }
}

function nothing(): never {
  throw new Error('the catalogue is empty')
}

const saves: Record<string, () => Save> = {
  licences: () => ({
    contract: offeringContracts.setLicences,
    params: { id: unit.id },
    body: (n, version) => ({
      licences: [{ kind: 'kitchen', number: `JY-${n}`, expiresOn: farAway }],
      version,
    }),
    versions: [1, 2],
    audit: 'careProvider.licensed',
  }),
  certificates: () => ({
    contract: offeringContracts.setCertificates,
    params: { id: unit.id, userId: unit.staff.id },
    body: (n, version) => ({
      certificates: [{ kind: 'nurse', number: `Z-${n}`, expiresOn: farAway }],
      version,
    }),
    versions: [1, 2],
    audit: 'careHelper.certified',
  }),
  'an item of the catalogue': () => ({
    contract: serviceItemContracts.putServiceItem,
    params: { area: street, code: careCatalogue[0]?.code ?? '' },
    body: (n, version) => ({ content: contentOf(n), version }),
    versions: [undefined, 1],
    audit: 'careItem.saved',
  }),
  'rules of dispatch': () => ({
    contract: dispatchRulesContracts.putDispatchRules,
    params: { scope: street },
    body: (n, version) => ({ rules: rulesOf(n), version }),
    versions: [undefined, 1],
    audit: 'dispatchRules.saved',
  }),
  'an entry of the guide': () => ({
    contract: updateGuideEntry,
    params: { id: guideId },
    body: (n, version) => ({ content: makeGuide({ title: `居住证办理 ${n}` }), version }),
    versions: [1, 2],
    audit: 'guide.changed',
  }),
  'the roster': () => ({
    contract: dutyContracts.saveDutyRoster,
    params: { street },
    body: (n, version) => ({ shifts: [{ ...hours(n), userId: worker.id }], version }),
    versions: [0, 1],
    audit: 'dutyRoster.saved',
  }),
}

it.each(Object.keys(saves))(
  '%s saved again after a lost answer stands, and is no save of its own',
  async (what) => {
    const { contract, params, body, versions, audit } = saves[what]?.() ?? nothing()
    const send = (n: number, version: number | undefined) =>
      api(officer).callLoose(contract, {
        params,
        body: JSON.parse(JSON.stringify(body(n, version))) as object,
      })
    for (const [n, version] of versions.entries()) {
      const [first, again] = [await send(n, version), await send(n, version)]
      expect([first.status, again.status]).toEqual([contract.success, contract.success])
      expect(again.body).toEqual(first.body)
      expect(await AuditEntry.countDocuments({ action: audit })).toBe(n + 1)
      expectError(await send(7, version), 'request.conflict')
    }
    // Somebody saved since: what was sent before does not stand any more.
    expectError(await send(0, versions[0]), 'request.conflict')
  },
)

it('an entry of the guide taken down again is down', async () => {
  const take = (version: string) =>
    api(officer).callLoose(deleteGuideEntry, { params: { id: guideId }, query: { version } })
  expect([(await take('1')).status, (await take('1')).status]).toEqual([204, 204])
  expect(await GuideEntry.countDocuments({ removedAt: { $exists: true } })).toBe(1)
  expect((await take('2')).status).toBe(404)
})
