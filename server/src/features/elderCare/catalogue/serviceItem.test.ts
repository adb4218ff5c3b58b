import { offeringContracts } from '@linli/shared/elderCare/offering.contract'
import { serviceItemContracts } from '@linli/shared/elderCare/serviceItem.contract'
import type { ServiceItemContent } from '@linli/shared/elderCare/serviceItem.contract'
import { findUnfitProof } from '@linli/shared/elderCare/serviceItem'
import { careCatalogue } from '../../../seed/elderCare/catalogue'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildHelper,
  buildOffering,
  buildProvider,
  farAway,
} from '../../../test/elderCare.factory'
import { startTestApp } from '../../../test/testApp'
import {
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  testAreas,
} from '../../../test/users.factory'
import { AuditEntry } from '../../audit/audit.model'
import { readCatalogue } from './serviceItem.service'

const { api, deps } = startTestApp()
const { listServiceItems, listItemUnits, putServiceItem, deleteServiceItem } = serviceItemContracts
const { getProvider, createOffering, updateOffering, setLicences, setCertificates } = offeringContracts

function contentOf(code: string, change: Partial<ServiceItemContent> = {}): ServiceItemContent {
  const item = careCatalogue.find((each) => each.code === code)
  if (!item) throw new Error(`no item ${code}`)
  const { name, unitName, minutes, licence, doers, proofs, photo, checklist, receiptName } = item
  const { lead, priceFen, deliveryFen, priceNote, canRecur, cancel, isClosed } = item
  return {
    ...{ name, unitName, minutes, licence, doers, proofs, photo, checklist, receiptName },
    ...{ lead, priceFen, deliveryFen, priceNote, canRecur, cancel, isClosed },
    ...change,
  }
}

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
})

describe('the catalogue', () => {
  it('has the 48 items in nine classes, and no photo of anybody in care', () => {
    expect(careCatalogue.map(({ number }) => number)).toEqual(Array.from({ length: 48 }, (_, i) => i + 1))
    expect(new Set(careCatalogue.map(({ code }) => code)).size).toBe(48)
    expect(new Set(careCatalogue.map(({ careClass }) => careClass)).size).toBe(9)
    const withPhoto = careCatalogue.filter(({ photo }) => photo !== 'never')
    expect(withPhoto.map(({ number }) => number)).toEqual([17, 18, 19, 22, 29, 41, 42, 43])
    expect(withPhoto.every(({ photo, isIntimate }) => photo === 'result' && !isIntimate)).toBe(true)
    for (const number of [6, 7, 8, 9, 10, 21, 33, 34, 35, 36])
      expect(careCatalogue[number - 1]?.isIntimate).toBe(true)
    expect(careCatalogue.filter((i) => i.isHiddenWithoutUnit).map((i) => i.number)).toEqual([
      14, 33, 34, 35, 36,
    ])
  })

  it('asks for nothing that cannot be shown, as it comes and as it is changed', async () => {
    expect(careCatalogue.filter((item) => findUnfitProof(item) !== undefined)).toEqual([])
    const officer = api(await buildStreetOfficer())
    const params = { area: testAreas.street, code: 'homeCooking' }
    const unfit: [Partial<ServiceItemContent>, string][] = [
      [{ proofs: ['checklist'], checklist: [] }, 'checklist'],
      [{ proofs: ['photo'], photo: 'never' }, 'photo'],
    ]
    for (const [change, proof] of unfit) {
      const body = { content: contentOf('homeCooking', change) }
      const refused = await officer.call(putServiceItem, { params, body })
      expectError(refused, 'care.proof_unfit')
      expect(refused.body).toMatchObject({ details: { proof } })
    }
    const content = contentOf('homeCooking', {
      ...{ proofs: ['receipt'], receiptName: '菜单', licence: 'kitchen', unitName: '顿' },
      lead: { kind: 'cutoff', daysBefore: 2, at: '10:00' },
    })
    const kept = await officer.ok(putServiceItem, { params, body: { content } })
    expect(kept).toMatchObject(JSON.parse(JSON.stringify(content)) as object)
  })

  it('shows a street what the units of its communities do, page by page, and why nobody can book', async () => {
    const officer = api(await buildStreetOfficer())
    const params = { area: testAreas.street, code: 'canteenMeal' }
    const places = [testAreas.community, testAreas.neighbourCommunity, testAreas.farCommunity]
    for (const areaCode of places) {
      const unit = await buildProvider({ name: `食堂${areaCode.slice(-4)}`, areaCode, licences: ['kitchen'] })
      await buildOffering(unit, 'canteenMeal')
    }
    const own = await buildProvider({ name: '街道食堂', areaCode: testAreas.street })
    await buildOffering(own, 'canteenMeal')
    const { items } = await officer.ok(listServiceItems, { query: { area: testAreas.street } })
    expect(items.find(({ code }) => code === 'canteenMeal')).toMatchObject({ ableUnits: 0, unitsBelow: 2 })
    const first = await officer.ok(listItemUnits, { params, query: { limit: 2 } })
    expect(first.items).toMatchObject([
      { unitName: '食堂7001', canOpen: true },
      { unitName: '食堂7002', canOpen: true },
    ])
    expect(first.items[0]).not.toHaveProperty('problem')
    const rest = await officer.ok(listItemUnits, { params, query: { limit: 2, cursor: first.nextCursor } })
    expect(rest).toEqual({
      items: [expect.objectContaining({ unitName: '街道食堂', problem: '许可证没有登记，或已经过期' })],
    })
    const secretary = api(await buildSecretary())
    const near = { params: { ...params, area: testAreas.community } }
    expect((await secretary.ok(listItemUnits, near)).items).toMatchObject([
      { unitName: '食堂7001', canOpen: true },
      { unitName: '街道食堂', canOpen: false },
    ])
    const around = await secretary.ok(listItemUnits, { params })
    expect(around.items.map(({ canOpen }) => canOpen)).toEqual([true, false, false])
    expectError(
      await api(await buildSecretary(testAreas.farCommunity)).call(listItemUnits, near),
      'access.denied',
    )
    const unknown = { params: { ...params, code: 'noSuchItem' } }
    expectError(await officer.call(listItemUnits, unknown), 'record.not_found')
  })

  it('charges in whole fen, and lets go of what is free for nothing', () => {
    for (const { priceFen, deliveryFen, cancel } of careCatalogue) {
      expect(Number.isInteger(priceFen) && Number.isInteger(deliveryFen)).toBe(true)
      if (priceFen === 0) expect(cancel.freeUntil).toBe('always')
    }
    expect(careCatalogue[0]).toMatchObject({ priceFen: 1500, deliveryFen: 200, cancel: { feePercent: 100 } })
  })

  it('is changed for one street, which then counts there, and goes back', async () => {
    const officer = api(await buildStreetOfficer())
    const params = { area: testAreas.street, code: 'homeBath' }
    const content = contentOf('homeBath', { priceFen: 25_000 })
    const made = await officer.ok(putServiceItem, { params, body: { content } })
    expect(made).toMatchObject({ priceFen: 25_000, areaCode: testAreas.street, version: 1, isIntimate: true })
    const stale = await officer.call(putServiceItem, { params, body: { content, version: 7 } })
    expectError(stale, 'request.conflict')
    const closed = { ...content, isClosed: true, receiptName: undefined }
    await officer.ok(putServiceItem, { params, body: { content: closed, version: 1 } })
    const place = { district: testAreas.district, street: testAreas.street }
    expect((await readCatalogue(place)).get('homeBath')).toMatchObject({ isClosed: true, number: 7 })
    const elsewhere = { district: testAreas.district, street: testAreas.otherStreet }
    expect((await readCatalogue(elsewhere)).get('homeBath')).toMatchObject({ priceFen: 30_000 })
    // The second time its answer was lost.
    for (let i = 0; i < 2; i += 1) await officer.ok(deleteServiceItem, { params })
    expect((await readCatalogue(place)).get('homeBath')).toMatchObject({ priceFen: 30_000 })
    expect(await AuditEntry.countDocuments({ action: 'careItem.removed' })).toBe(1)
  })

  it.each(['homeBath', 'dailyCare', 'woundCare', 'feedingHelp'])(
    'never allows a photo in %s',
    async (code) => {
      const officer = api(await buildStreetOfficer())
      const body = { content: contentOf(code, { photo: 'result' }) }
      const answer = await officer.call(putServiceItem, { params: { area: testAreas.street, code }, body })
      expectError(answer, 'care.photo_never')
    },
  )

  it('is read by staff and changed only by those who answer for the area', async () => {
    const unit = await buildProvider({ licences: ['kitchen'] })
    const listed = await api(unit.staff).ok(listServiceItems, { query: { area: testAreas.community } })
    expect(listed.items).toHaveLength(48)
    expect(listed.canEdit).toBe(false)
    const params = { area: testAreas.community, code: 'lunchDelivery' }
    const body = { content: contentOf('lunchDelivery') }
    const far = api(await buildSecretary(testAreas.farCommunity))
    for (const person of [api(unit.staff), far, api(await buildResident())]) {
      expectError(await person.call(putServiceItem, { params, body }), 'access.denied')
      expectError(await person.call(deleteServiceItem, { params }), 'access.denied')
    }
    const stranger = await api(await buildSecretary(testAreas.farCommunity)).call(listServiceItems, {
      query: { area: testAreas.community },
    })
    expectError(stranger, 'access.denied')
  })
})

describe('a unit', () => {
  it('takes up an item, and is told why nobody can book it yet', async () => {
    const unit = await buildProvider({ name: '邻帮手' })
    const params = { id: unit.id }
    const windows = [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '10:30', capacity: 1 }]
    const content = { windows, isAcceptedAtOnce: false, isOpen: true }
    const made = await api(unit.staff).ok(createOffering, { params, body: { itemCode: 'homeBath', content } })
    expect(made.offerings).toMatchObject([
      { item: { code: 'homeBath', priceText: '300 元' }, problem: '没有证书有效的人手' },
    ])
    expect(made.canCheckPapers).toBe(false)
    const takeUp = (change: object) =>
      api(unit.staff).call(createOffering, {
        params,
        body: { itemCode: 'homeBath', content: { ...content, ...change } },
      })
    // Sent again after a lost answer it stands; another one is not put in its place.
    const again = await takeUp({})
    expect({ status: again.status, offerings: again.body.offerings.length }).toEqual({
      status: 201,
      offerings: 1,
    })
    expectError(await takeUp({ isOpen: false }), 'care.offered_already')
    expectError(await takeUp({ priceFen: 20_000 }), 'care.offered_already')
    expect(await AuditEntry.countDocuments({ action: 'careOffering.created' })).toBe(1)
    const officer = api(await buildStreetOfficer())
    await buildHelper(unit)
    const certificates = [{ kind: 'careWorker' as const, number: 'A1', expiresOn: farAway }]
    const { helpers } = await officer.ok(getProvider, { params })
    for (const { userId, version } of helpers) {
      const write = (number: string) =>
        officer.call(setCertificates, {
          params: { ...params, userId },
          body: { certificates: certificates.map((each) => ({ ...each, number })), version },
        })
      // Of two who have seen the same one is told that it is written.
      const answers = await Promise.all(['A1', 'A2'].map(write))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      const told = answers.find(({ status }) => status === 409)?.body
      expect(told).toMatchObject({ details: { version: version + 1 } })
    }
    const able = await officer.ok(getProvider, { params })
    expect(able.offerings[0]).not.toHaveProperty('problem')
    expect(able.canCheckPapers).toBe(true)
    deps.clock.set('2031-01-01T02:00:00.000Z')
    const later = await officer.ok(getProvider, { params })
    expect(later.offerings[0]?.problem).toBe('没有证书有效的人手')
    expect(later.helpers[0]?.certificates[0]?.isExpired).toBe(true)
  })

  it('needs its licence, which only those above write down', async () => {
    const unit = await buildProvider()
    await buildOffering(unit, 'canteenMeal')
    const params = { id: unit.id }
    const body = { licences: [{ kind: 'kitchen' as const, number: 'JY1', expiresOn: farAway }], version: 1 }
    expectError(await api(unit.staff).call(setLicences, { params, body }), 'access.denied')
    const before = await api(unit.staff).ok(getProvider, { params })
    expect(before.offerings[0]?.problem).toBe('许可证没有登记，或已经过期')
    const secretary = api(await buildSecretary())
    const after = await secretary.ok(setLicences, { params, body })
    expect(after.offerings[0]).not.toHaveProperty('problem')
    const late = { ...body, licences: [] }
    expectError(await secretary.call(setLicences, { params, body: late }), 'request.conflict')
  })

  it('is kept by its own staff and those above, by nobody else', async () => {
    const unit = await buildProvider({ licences: ['kitchen'] })
    const offeringId = await buildOffering(unit, 'canteenMeal')
    const other = await buildProvider({ name: '别家' })
    const former = await buildUnitStaff({ unitId: other.id, areaCode: testAreas.community })
    await buildMembership(
      former,
      'unitStaff',
      { unitId: unit.id, areaCode: testAreas.community },
      {
        endedAt: new Date('2026-10-01'),
        activeKey: 'former',
      },
    )
    const windows = [{ weekdays: [1], from: '11:00', to: '12:00', capacity: 5 }]
    const content = { windows, isAcceptedAtOnce: true, isOpen: false }
    const params = { id: unit.id }
    for (const user of [other.staff, former, await buildSecretary(testAreas.neighbourCommunity)]) {
      const person = api(user)
      expectError(await person.call(getProvider, { params }), 'access.denied')
      expectError(
        await person.call(createOffering, { params, body: { itemCode: 'homeBath', content } }),
        'access.denied',
      )
      expectError(
        await person.call(updateOffering, { params: { id: offeringId }, body: { content, version: 1 } }),
        'access.denied',
      )
      expectError(
        await person.call(setCertificates, {
          params: { id: unit.id, userId: user.id },
          body: { certificates: [], version: 0 },
        }),
        'access.denied',
      )
    }
    const mine = await api(unit.staff).ok(updateOffering, {
      params: { id: offeringId },
      body: { content, version: 1 },
    })
    expect(mine.offerings[0]).toMatchObject({ isOpen: false, problem: '单位暂停提供' })
  })

  it('is saved by a second press after a lost answer, and not over what a colleague saved', async () => {
    const unit = await buildProvider({ licences: ['kitchen'] })
    const id = await buildOffering(unit, 'canteenMeal')
    const windows = [{ weekdays: [1], from: '11:00', to: '12:00', capacity: 5 }]
    const save = (priceFen: number | undefined, version: number) =>
      api(unit.staff).call(updateOffering, {
        params: { id },
        body: {
          version,
          content: {
            ...{ windows, isAcceptedAtOnce: true, isOpen: true },
            ...(priceFen === undefined ? {} : { priceFen }),
          },
        },
      })
    for (const price of [1200, 1200, 1200]) expect((await save(price, 1)).status).toBe(200)
    for (const [price, version] of [
      [undefined, 1],
      [1300, 1],
      [1200, 0],
    ] as const)
      expect(expectError(await save(price, version), 'request.conflict').details).toMatchObject({
        version: 2,
      })
    expect((await save(undefined, 2)).status).toBe(200)
    expect((await save(undefined, 2)).status).toBe(200)
    expectError(await save(1200, 1), 'request.conflict')
  })

  it('cannot have two windows that begin at once, nor one that ends before it begins', async () => {
    const unit = await buildProvider()
    const build = (windows: object[]) => ({
      itemCode: 'homeBath',
      content: { windows, isAcceptedAtOnce: false, isOpen: true },
    })
    const window = { weekdays: [1, 2], from: '09:00', to: '10:00', capacity: 1 }
    for (const windows of [[window, { ...window, weekdays: [2] }], [{ ...window, to: '08:00' }]])
      expectError(
        await api(unit.staff).callLoose(createOffering, { params: { id: unit.id }, body: build(windows) }),
        'request.invalid',
      )
  })
})
