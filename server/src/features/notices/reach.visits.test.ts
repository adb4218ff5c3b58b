import { noticeContracts } from '@linli/shared/notices/notice.contract'
import { buildElder } from '../../test/families.factory'
import { buildNoticeDesk, buildWorkerOf, makeOutage, publishNotice } from '../../test/notices.factory'
import { startTestApp } from '../../test/testApp'
import { buildMembership, buildUser, testAreas } from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Need } from '../needs/need.model'
import { Person } from '../register/person.model'
import { Membership } from '../users/membership.model'
import { Notice } from './notice.model'
import { sweepNotices } from './notice.sweep'
import { NoticeReach } from './reach.model'

const { community, grid, otherGrid, street } = testAreas

/** Twenty-four young people with a telephone in the first grid, two old ones without in the second, one old in no grid at all. */
async function build() {
  const app = startTestApp()
  app.deps.ports.sms.isAvailable = false
  const desk = await buildNoticeDesk()
  const { secretary, worker } = desk
  const settings = { community, visitsPerWorkerDay: 2 }
  await app.api(secretary).ok(noticeContracts.setNoticeSettings, { body: settings })
  const one = (room: string, name: string, birthDate: string, phone?: string) =>
    buildElder(app.deps, { room, name, birthDate, ...(phone === undefined ? {} : { phone }) })
  for (let i = 1; i <= 24; i += 1) await one(`${100 + i}`, `李年轻${i}`, '1990-01-01', `13900000${100 + i}`)
  const [old, older, oldest] = [
    await one('201', '王一', '1944-01-01'),
    await one('202', '王二', '1936-01-01'),
    await one('203', '王三', '1930-01-01'),
  ]
  await Person.updateMany({ _id: { $in: [old, older] } }, { $set: { grid: otherGrid } })
  await Person.updateOne({ _id: oldest }, { $unset: { grid: 1 } })
  const id = await publishNotice(app, desk, makeOutage())
  const nextDay = async () => {
    app.deps.clock.advance(1, 'days')
    await sweepNotices(app.deps)
  }
  const listVisited = async () =>
    (await Need.find({ kind: 'visit' }).sort({ _id: 1 }).lean()).map(({ personId, post }) => ({
      personId: personId?.toString(),
      post,
    }))
  const readLeft = async () =>
    (await app.api(worker).ok(noticeContracts.getNoticeFigures, { params: { id } })).visitsLeftToday
  return { app, desk, id, old, older, oldest, nextDay, listVisited, readLeft }
}

it('makes the visits of one desk in one order of risk, in whichever of its grids somebody lives, and within one day', async () => {
  const { id, old, older, oldest, nextDay, listVisited, readLeft } = await build()
  const most = (await readLeft()) ?? 0
  await nextDay()
  const visited = await listVisited()
  const places = visited.map(({ personId }) => personId)
  expect(visited).toHaveLength(most)
  expect(new Set(visited.map(({ post }) => post))).toEqual(new Set([`triage:${community}`]))
  expect(places.slice(0, 3)).toEqual([oldest, older, old])
  expect(await readLeft()).toBe(0)
  // The rest day by day, in the order of the list; more of them than are read at once.
  const rest = await NoticeReach.find({ noticeId: id }).sort({ rank: 1 }).lean()
  for (let day = 0; day < Math.ceil(rest.length / most); day += 1) await nextDay()
  expect((await listVisited()).map(({ personId }) => personId)).toEqual(
    rest.map(({ personId }) => personId?.toString()),
  )
})

it('leaves a grid with a worker to that worker, and the day of the desk to the others', async () => {
  await buildWorkerOf(otherGrid)
  const { old, older, oldest, nextDay, listVisited } = await build()
  await nextDay()
  const visited = await listVisited()
  const byPost = (post: string) =>
    visited.filter((visit) => visit.post === post).map(({ personId }) => personId)
  expect(byPost(`grid:${otherGrid}`)).toEqual([older, old])
  expect(byPost(`triage:${community}`)[0]).toBe(oldest)
  expect(byPost(`grid:${grid}`)).toEqual([])
})

it('gives somebody who holds two grids one day, and danger to life its own beside what was given out before', async () => {
  const worker = await buildWorkerOf(otherGrid)
  await buildMembership(worker, 'gridWorker', grid)
  const { app, desk, nextDay, listVisited } = await build()
  await nextDay()
  const byGridWorker = async () => (await listVisited()).filter(({ post }) => post.startsWith('grid:'))
  expect(await byGridWorker()).toHaveLength(2)
  await publishNotice(app, desk, makeOutage({ kind: 'danger', title: '煤气漏了', visitAfterMinutes: 15 }))
  app.deps.clock.advance(16, 'minutes')
  await sweepNotices(app.deps)
  expect(await byGridWorker()).toHaveLength(4)
})

it('goes to the street where nobody works in the community, which is told so once', async () => {
  const { app, desk, id, old, older, oldest, nextDay, listVisited } = await build()
  await Membership.updateMany({ community }, { $set: { endedAt: app.deps.clock.now() } })
  await nextDay()
  const visited = await listVisited()
  // As many as the one officer can do in a day, in the same order.
  expect(visited).toEqual([oldest, older].map((personId) => ({ personId, post: `triage:${street}` })))
  await nextDay()
  expect((await listVisited())[2]).toEqual({ personId: old, post: `triage:${street}` })
  await moveOutbox(app.deps)
  const told = await InboxMessage.find({ userId: desk.officer._id, event: 'notice.unstaffed' }).lean()
  expect(told.map(({ body }) => body)).toEqual([expect.stringContaining('没有在岗的人')])
  expect((await Notice.findById(id).orFail().lean()).unstaffed).toEqual([community])
  // Somebody is there again: the community has its doors back.
  await buildWorkerOf(otherGrid)
  await buildMembership(await buildUser(), 'communityWorker', community)
  await nextDay()
  const posts = (await listVisited()).slice(4).map(({ post }) => post)
  expect(new Set(posts)).toEqual(new Set([`triage:${community}`]))
})
