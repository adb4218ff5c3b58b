import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { Types } from 'mongoose'
import { expectError } from '../../../test/apiClient'
import { openCareScene, type CareScene } from '../../../test/careOrders.factory'
import { buildElder, buildOffering } from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { Helper, Provider } from '../providers/provider.model'

const app = startTestApp()
const { api, deps } = app
const { getProposal, placeOrder } = orderContracts
const everyDay = [0, 1, 2, 3, 4, 5, 6]

let scene: CareScene

/** Monday 23 November 2026, 10:00 in Shanghai; a bath at the site wants a day's notice. */
beforeEach(async () => {
  scene = await openCareScene(app, { name: '临江助浴队' })
})

const propose = (query: object = {}) =>
  api(scene.elder).ok(getProposal, { params: { code: 'siteBath' }, query })
const shut = (from: string, to: string) =>
  Provider.updateOne(
    { unitId: scene.unit.id },
    { $push: { closures: { id: new Types.ObjectId(), from, to, reason: '春节放假' } } },
  )
const another = /也可以换一天看看/

describe('that no time can be proposed says why, and what to do instead', () => {
  it('who may do it is shut all that time: who, until when and why, and not that it is all taken', async () => {
    const windows = [{ weekdays: everyDay, from: '14:00', to: '15:00', capacity: 1 }]
    await buildOffering(scene.unit, 'siteBath', { windows })
    await shut('2026-11-23', '2026-12-31')
    const { why, instead, days } = await propose()
    expect(why).toBe('临江助浴队休息到12月31日 周四（春节放假）')
    expect(days).toEqual([])
    expect(instead?.text).toContain('打电话给社区')
    expect(instead?.text).not.toMatch(another)
  })

  it('of a day: that it is shut then, all taken, or too late by now; others may be chosen', async () => {
    const windows = [{ weekdays: everyDay, from: '14:00', to: '15:00', capacity: 1 }]
    const offeringId = await buildOffering(scene.unit, 'siteBath', { windows })
    await shut('2026-11-25', '2026-11-25')
    const other = await buildElder(deps, { name: '吴奶奶' })
    const body = { itemCode: 'siteBath', offeringId, startsAt: '2026-11-24T06:00:00.000Z' }
    await api(other).ok(placeOrder, { body, requestKey: newKey() })
    for (const [day, why] of [
      ['2026-11-24', '这一天都约满了'],
      ['2026-11-25', '临江助浴队休息到后天（春节放假）'],
      ['2026-11-23', '这一天已经来不及约，或者没有开放的时间'],
    ]) {
      const nothing = await propose({ day })
      expect(nothing).not.toHaveProperty('proposal')
      expect(nothing.why).toBe(why)
      expect(nothing.instead?.text).toMatch(another)
      expect(nothing.days[0]).toBe('2026-11-26')
    }
  })

  it('of a day after the only certificate has run out: that nobody is there, and nobody can book it', async () => {
    const windows = [{ weekdays: everyDay, from: '14:00', to: '15:00', capacity: 1 }]
    const offeringId = await buildOffering(scene.unit, 'siteBath', { windows })
    const expiresOn = '2026-11-25'
    await Helper.updateOne({ unitId: scene.unit.id }, { $set: { 'certificates.0.expiresOn': expiresOn } })
    expect((await propose()).days).toEqual(['2026-11-24', '2026-11-25'])
    expect((await propose({ day: '2026-11-26' })).why).toBe('这一天附近的单位没有人手来做')
    const body = { itemCode: 'siteBath', offeringId, startsAt: '2026-11-26T06:00:00.000Z' }
    const booked = await api(scene.elder).call(placeOrder, { body, requestKey: newKey() })
    expectError(booked, 'care.not_offered')
  })

  it('that it is all taken for two weeks is said as that', async () => {
    const windows = [{ weekdays: [2], from: '14:00', to: '15:00', capacity: 1 }]
    const offeringId = await buildOffering(scene.unit, 'siteBath', { windows })
    const other = await buildElder(deps, { name: '吴奶奶' })
    for (const startsAt of ['2026-11-24T06:00:00.000Z', '2026-12-01T06:00:00.000Z']) {
      const body = { itemCode: 'siteBath', offeringId, startsAt }
      await api(other).ok(placeOrder, { body, requestKey: newKey() })
    }
    const { why, instead } = await propose()
    expect(why).toBe('这段时间都约满了')
    expect(instead?.text).not.toMatch(another)
  })
})
