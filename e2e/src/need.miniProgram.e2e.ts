import { callAs, fetchLoginCode, type Caller } from './api'
import { launchMiniProgram, type LaunchOptions, type MiniProgram } from './miniProgram'
import { startHookMs, startProduct, type Product } from './server'

const tile = '公共设施损坏'
const running: MiniProgram[] = []
let product: Product
let owner: Caller

beforeAll(async () => {
  product = await startProduct()
  owner = await callAs(product, 'owner')
}, startHookMs)
afterEach(() => {
  for (const app of running.splice(0)) app.close()
})
afterAll(() => product.stop())

/** The program on the phone of one of the demo's people. */
async function start(key: string, options: Partial<LaunchOptions> = {}): Promise<MiniProgram> {
  const app = await launchMiniProgram({
    apiBase: product.url,
    loginCode: () => fetchLoginCode(product, key),
    ...options,
  })
  running.push(app)
  return app
}

/** Ends the program as the system does, without a word; what was stored is what the next start finds. */
function kill(app: MiniProgram): Map<string, string> {
  const storage = new Map(app.storage)
  app.close()
  return storage
}

/** Taps what leads to another page, and waits for it. */
async function follow(app: MiniProgram, words: string, route: string, className?: string): Promise<void> {
  app.page().tap(words, className)
  await until(() => app.page().route.includes(route))
}

async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${isSo.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function listMine(category: string): Promise<{ id: string }[]> {
  const { body } = await owner.send('GET', '/api/needs/mine?isOpen=true')
  const { items } = body as { items: { id: string; category: { code: string } }[] }
  return items.filter((need) => need.category.code === category)
}

async function resolve(handler: MiniProgram, words: string): Promise<void> {
  handler.page().tap('办好了')
  await handler.page().waitFor('怎么办好的')
  handler.page().type(words)
  handler.page().tap('办好了，请居民确认')
}

describe('a need on two phones, in the compiled mini program', () => {
  it('goes from one tap over a dispute to a rating, and both phones change by themselves', async () => {
    const resident = await start('owner')
    const handler = await start('property1Repair')
    await handler.page().waitFor('工作台')
    await follow(handler, '工作台', 'pages/workbench')
    await handler.page().waitFor('待办')
    expect(handler.page().text()).not.toContain(tile)

    await resident.page().waitFor(tile)
    resident.page().tap(tile)
    await resident.page().waitFor(`已提交：${tile}`)
    await follow(resident, '看进度', 'needs/pages/detail')
    await resident.page().waitFor('已派给江畔苑物业', 20_000)
    await handler.page().waitFor(tile)

    await follow(handler, tile, 'needs/pages/detail', 'need-card')
    await handler.page().waitFor('更多操作')
    handler.page().tap('接单', 'button-primary')
    await resident.page().waitFor('物业服务处已接单')
    await handler.page().waitFor('物业服务处已接单')
    await resolve(handler, '换了新的声控灯，亮了。')
    await resident.page().waitFor('说办好了，请您确认')

    resident.page().tap('没办好')
    await resident.page().waitFor('哪里没办好')
    resident.page().type('晚上又不亮了。')
    resident.page().tap('退回重办')
    await handler.page().waitFor('晚上又不亮了。')
    await handler.page().waitFor('物业服务处已接单')
    await resolve(handler, '重新接了线，一直亮着。')

    await resident.page().waitFor('重新接了线，一直亮着。')
    resident.page().tap('办好了，我来评价')
    await resident.page().waitFor('您满意吗')
    resident.page().tap('非常满意')
    await resident.page().waitFor('来得快')
    resident.page().tap('确认', 'button-primary')
    await resident.page().waitFor('已办好，居民确认了')
    await handler.page().waitFor('已办好，居民确认了')
    expect(resident.page().setDataBytes()).toBeLessThan(64 * 1024)
  }, 120_000)

  it('shows after a reconnect what happened while its socket was cut', async () => {
    const { id } = await owner.raise({ category: 'facility', text: '信箱关不上。' })
    const worker = await callAs(product, 'property1Repair')
    await owner.send('POST', `/api/needs/${id}/release`)
    const resident = await start('owner', { url: `packages/needs/pages/detail/index?id=${id}` })
    const handler = await start('property1Repair', { url: 'pages/workbench/index' })
    await resident.page().waitFor('已派给江畔苑物业', 20_000)
    await handler.page().waitFor('信箱关不上。')

    for (const app of [resident, handler]) app.closeSockets()
    await worker.act(id, { action: 'accept' })
    await owner.act(id, { action: 'supplement', text: '是左边那一排。' })
    await resident.page().waitFor('物业服务处已接单')
    await resident.page().waitFor('是左边那一排。')
    for (const app of [resident, handler]) app.closeSockets()
    await worker.act(id, { action: 'resolve', text: '换了锁芯。' })
    await resident.page().waitFor('说办好了，请您确认')
    const isDone = (card: object) => /信箱关不上.*说办好了|说办好了.*信箱关不上/s.test(JSON.stringify(card))
    await until(() => handler.page().find('need-card').some(isDone))
  })

  it('keeps words that are sent without a network, and sends them once', async () => {
    const { id } = await owner.raise({ category: 'facility', text: '二楼的窗关不上。' })
    const resident = await start('owner', { url: `packages/needs/pages/detail/index?id=${id}` })
    await resident.page().waitFor('补充情况')
    resident.page().tap('补充情况')
    await resident.page().waitFor('写几句')
    resident.page().type('风大的时候整夜响。')
    resident.setOnline(false)
    resident.page().tap('送出', 'button-primary')
    await until(() => isStored(resident, '风大的时候整夜响'))
    await new Promise((passed) => setTimeout(passed, 500))
    expect(
      (await owner.getNeed(id)).timeline.filter(({ text }) => text === '风大的时候整夜响。'),
    ).toHaveLength(0)

    resident.setOnline(true)
    await resident.page().waitFor('风大的时候整夜响。')
    const entries = (await owner.getNeed(id)).timeline.filter(({ text }) => text === '风大的时候整夜响。')
    expect(entries).toHaveLength(1)
  })

  it('sends after a restart what was stored when the program was killed without a network', async () => {
    const resident = await start('owner')
    await resident.page().waitFor('楼道堆物')
    resident.setOnline(false)
    resident.page().tap('楼道堆物')
    await resident.page().waitFor('等待发送')
    const storage = kill(resident)
    expect(await listMine('corridor')).toHaveLength(0)

    const again = await start('owner', { storage })
    await again.page().waitFor(tile)
    await until(async () => (await listMine('corridor')).length === 1)
    kill(await start('owner', { storage }))
    expect(await listMine('corridor')).toHaveLength(1)
  })

  it('has one need when it was killed after sending and before the answer', async () => {
    const resident = await start('owner')
    await resident.page().waitFor('电动车充电')
    resident.page().tap('电动车充电')
    const findSent = () =>
      resident.calls.find(({ name, options }) => name === 'request' && isCreation(options))
    await until(() => findSent() !== undefined)
    kill(resident)
    // The answer may be there by now; the phone that died knew nothing of it.
    const storage = findSent()?.stored ?? new Map<string, string>()
    expect([...storage.values()].join()).toContain('charging')

    const again = await start('owner', { storage })
    await again.page().waitFor(tile)
    await until(() => again.calls.some(({ name, options }) => name === 'request' && isCreation(options)))
    await until(async () => (await listMine('charging')).length > 0)
    expect(await listMine('charging')).toHaveLength(1)
  })

  it('finds unsent words again after the program was killed', async () => {
    const { id } = await owner.raise({ category: 'facility', text: '车棚的灯坏了。' })
    const url = `packages/needs/pages/detail/index?id=${id}`
    const resident = await start('owner', { url })
    await resident.page().waitFor('补充情况')
    resident.page().tap('补充情况')
    await resident.page().waitFor('写几句')
    resident.page().type('靠里的那一盏')
    await until(() => isStored(resident, '靠里的那一盏'))
    const again = await start('owner', { url, storage: kill(resident) })
    await again.page().waitFor('补充情况')
    again.page().tap('补充情况')
    await again.page().waitFor('写几句')
    expect(JSON.stringify(again.page().find('sheet'))).toContain('靠里的那一盏')
  })
})

function isStored({ storage }: MiniProgram, words: string): boolean {
  return [...storage.values()].some((value) => value.includes(words))
}

function isCreation({ url, method }: Record<string, unknown>): boolean {
  return method === 'POST' && String(url).endsWith('/api/needs')
}
