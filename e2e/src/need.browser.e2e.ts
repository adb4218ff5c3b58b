import type { WebSocketRoute } from 'playwright-core'
import { callAs } from './api'
import { countLoads, desk, type Person } from './browser'
import { describeScene } from './scene'

const tile = '公共设施损坏'
const cards = ({ page }: Person) => page.locator('.need-card:visible', { hasText: tile })

describeScene('a need in three browsers', (scene) => {
  const { arrive, people, tell } = scene

  it(
    'goes from one tap over a dispute to a rating, and every screen changes by itself',
    () =>
      tell(async () => {
        const resident = await arrive('林晓岚')
        const handler = await arrive('高建军')
        const secretary = await arrive('陈书宁', { viewport: desk })
        const pages = [resident, handler, secretary].map(countLoads)

        await handler.press('工作台')
        await handler.sees('待办')
        await secretary.press('工作台')
        await secretary.press(/^本社区全部/)
        expect(await cards(handler).count()).toBe(0)

        await resident.press(tile)
        await resident.sees(`已提交：${tile}`)
        await resident.press('看进度')
        await resident.sees('已收到，正要派单')
        await resident.sees(/已派给.*物业/, 20_000)
        await cards(handler).waitFor()
        await cards(secretary).first().waitFor()

        await cards(handler).click()
        await handler.press('接单')
        await resident.sees(/物业.*已接单/)

        await resolve(handler, '换了新的声控灯，亮了。')
        await resident.sees(/说办好了，请您确认/)
        await resident.sees('换了新的声控灯，亮了。')

        await resident.press('没办好')
        await resident.write('哪里没办好', '晚上又不亮了。')
        await resident.press('退回重办')
        await handler.sees('晚上又不亮了。')
        await handler.sees(/说没办好，退回重办/)

        await resolve(handler, '重新接了线，等了一刻钟，一直亮着。')
        await resident.sees('重新接了线，等了一刻钟，一直亮着。')
        await resident.press('办好了，我来评价')
        await resident.press('非常满意')
        await resident.press('来得快')
        await resident.press('确认')
        await resident.sees('已办好，居民确认了')
        await handler.sees('已办好，居民确认了')

        expect(await readTimeline(resident)).toEqual([
          expect.stringContaining('提出诉求'),
          expect.stringContaining('已派单'),
          expect.stringContaining('接单了'),
          expect.stringContaining('换了新的声控灯'),
          expect.stringContaining('晚上又不亮了'),
          expect.stringContaining('重新接了线'),
          expect.stringContaining('确认'),
        ])
        expect(pages.map((count) => count())).toEqual([0, 0, 0])
        for (const { errors } of people) expect(errors).toEqual([])
      }),
    180_000,
  )

  it(
    'shows after a reconnect what happened while its socket was cut',
    () =>
      tell(async () => {
        const owner = await callAs(scene.product, 'owner')
        const worker = await callAs(scene.product, 'property1Repair')
        const { id } = await owner.raise({ category: 'facility', text: '信箱关不上。' })
        await owner.send('POST', `/api/needs/${id}/release`)
        const resident = await arrive('林晓岚')
        const sockets = await holdSockets(resident)
        await resident.open(`/packages/needs/pages/detail/index?id=${id}`)
        await resident.sees(/已派给.*物业/, 20_000)
        const loads = countLoads(resident)

        // One that was cut while it was still connecting is given up by the client after 20 seconds.
        await cutSockets(sockets)
        await worker.act(id, { action: 'accept' })
        await resident.sees(/物业.*已接单/, 60_000)
        await cutSockets(sockets)
        await worker.act(id, { action: 'resolve', text: '换了锁芯。' })
        await resident.sees(/说办好了，请您确认/, 60_000)
        expect(loads()).toBe(0)
      }),
    180_000,
  )

  it('takes two tabs of one browser for two people, also after a reload', async () => {
    const resident = await arrive('林晓岚')
    const handler = await arrive('高建军', { beside: resident })
    for (const [person, name] of [
      [resident, '林晓岚'],
      [handler, '高建军'],
      [resident, '林晓岚'],
    ] as const) {
      await person.open('/pages/mine/index')
      await person.sees(name)
    }
  })
})

async function resolve(handler: Person, words: string): Promise<void> {
  await handler.press('办好了')
  await handler.write('怎么办好的', words)
  await handler.press('办好了，请居民确认')
}

/** The page's sockets, open ones last; they go through us, so that we can cut them. */
async function holdSockets({ page }: Person): Promise<WebSocketRoute[]> {
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket(/socket\.io/, (socket) => {
    socket.connectToServer()
    sockets.push(socket)
  })
  return sockets
}

async function cutSockets(sockets: WebSocketRoute[]): Promise<void> {
  expect(sockets.length).toBeGreaterThan(0)
  for (const socket of sockets.splice(0)) await socket.close({ code: 1012 })
}

/** The oldest first. */
async function readTimeline({ page }: Person): Promise<string[]> {
  const entries = await page.locator('.timeline-entry:visible').allInnerTexts()
  return entries[0]?.includes('提出诉求') ? entries : entries.reverse()
}
