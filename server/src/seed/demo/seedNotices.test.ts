import { placeOf } from '@linli/shared/areas/areas'
import { noticeContracts } from '@linli/shared/notices/notice.contract'
import { Area } from '../../features/areas/area.model'
import { Need } from '../../features/needs/need.model'
import { Notice } from '../../features/notices/notice.model'
import { startTestApp } from '../../test/testApp'
import { seedRegister } from '../demo'
import { demoBuildings, demoCommunity, demoGrids } from './places'
import { demoUserId, seedAccounts } from './seedAccounts'
import { seedNotices } from './seedNotices'

it('has one notice to read and one that must reach a building, partly reached; however often it is seeded', async () => {
  const { api, deps } = startTestApp()
  const grids = demoGrids.map(({ code, name }) => ({
    ...{ code, name, level: 'grid' as const, parent: demoCommunity },
    ...placeOf(code),
  }))
  const buildings = demoBuildings.map(({ code, name, place }) => ({
    ...{ code, name, level: 'building' as const, parent: demoCommunity },
    ...place,
  }))
  const whole = {
    code: demoCommunity,
    name: '临江新村',
    level: 'community' as const,
    ...placeOf(demoCommunity),
  }
  await Area.insertMany([whole, ...grids, ...buildings])
  await seedRegister(deps)
  await seedAccounts(deps, new Map())
  await seedNotices(deps)
  await seedNotices(deps)
  const owner = api({ id: demoUserId({ key: 'owner' }).toString() })
  const query = { community: demoCommunity, shown: 'current' as const }
  const { items } = await owner.ok(noticeContracts.listNotices, { query })
  expect(items.map(({ title }) => title)).toEqual([
    '江畔苑 3号楼明天 8 点到 14 点停水',
    '周六上午一起打扫楼道',
  ])
  expect(items.map(({ isUnread }) => isUnread)).toEqual([false, false])
  const secretary = api({ id: demoUserId({ key: 'secretary' }).toString() })
  // What its player writes now stands before what the demo began with.
  const desk = { areaCode: demoCommunity, shown: 'published' as const }
  const listed = await secretary.ok(noticeContracts.listDeskNotices, { query: desk })
  expect(listed.items.map(({ title }) => title)).toEqual(items.map(({ title }) => title))
  const [_id] = (await Notice.find({ areaCode: demoCommunity }, { _id: 1 }).sort({ _id: -1 }).lean()).map(
    (row) => row._id,
  )
  expect(_id?.getTimestamp().getTime()).toBeLessThanOrEqual(deps.clock.now().getTime())
  const params = { id: items[0]?.id ?? '' }
  const figures = await secretary.ok(noticeContracts.getNoticeFigures, { params })
  const ways = figures.byChannel.filter(({ count }) => count > 0).map(({ channel }) => channel)
  expect(ways).toEqual(['app', 'call', 'family', 'paper', 'poster'])
  expect(figures).toMatchObject({ visiting: 2, visitsLeftToday: 0 })
  expect(figures.waiting).toBeGreaterThan(10)
  expect(await Need.countDocuments({ kind: 'visit' })).toBe(2)
}, 120_000)
