import { fetchLoginCode } from './api'
import { launchMiniProgram, type MiniProgram } from './miniProgram'
import { startProduct, type Product } from './server'

const words = '多出来一个旧花盆，放在5号楼门口，要的自己拿。'
const running: MiniProgram[] = []
let product: Product

beforeAll(async () => {
  product = await startProduct()
})
afterEach(() => {
  for (const app of running.splice(0)) app.close()
})
afterAll(() => product.stop())

/** The program on the phone of one of the demo's people, on one of its pages. */
async function start(key: string, url: string): Promise<MiniProgram> {
  const app = await launchMiniProgram({
    apiBase: product.url,
    loginCode: () => fetchLoginCode(product, key),
    url,
  })
  running.push(app)
  return app
}

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 15_000
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Everything the page draws, with what only a class says: chosen, busy. */
const drawnOf = (app: MiniProgram): string => JSON.stringify(app.page().find('page-root'))

/** Taps one after the other, each once it is there and the page has drawn what the one before did. */
async function tap(app: MiniProgram, ...steps: readonly (string | readonly [text: string, cls: string])[]) {
  for (const step of steps) {
    const [text, className] = typeof step === 'string' ? [step, undefined] : step
    await app.page().waitFor(text, 15_000)
    const before = drawnOf(app)
    app.page().tap(text, className)
    await until(
      () => drawnOf(app) !== before,
      () => `${text} changed nothing on ${app.page().text()}`,
    )
  }
}

const openPage = (app: MiniProgram, route: string): Promise<void> =>
  until(
    () => app.page().route.includes(route),
    () => `${route} did not open: ${app.page().text()}`,
  )

const queue = 'packages/manage/pages/reviews/index'

it('brings a post from its writer over a report and an appeal back to the neighbours, on four phones', async () => {
  const author = await start('volunteer2', 'packages/forum/pages/write/index')
  await tap(author, '邻里交流')
  author.page().type(words)
  await tap(author, ['发出去', 'button-primary'])
  await openPage(author, 'forum/pages/post')
  await author.page().waitFor(words)

  const neighbour = await start('owner', 'pages/forum/index')
  await neighbour.page().waitFor(words, 15_000)
  await tap(neighbour, words)
  await openPage(neighbour, 'forum/pages/post')
  await tap(neighbour, '更多', '内容不合适', '广告或拉人', '反映给社区')
  await neighbour.page().waitFor('已经反映给社区')

  const secretary = await start('secretary', queue)
  await tap(secretary, words, '先占住来看')
  await secretary.page().waitFor('放开给同事')
  await tap(secretary, '不公开', '不发广告、不拉人进群', ['不公开', 'is-final'])
  await secretary.page().waitFor('已设为不公开')

  await author.page().waitFor('原因：不发广告', 15_000)
  await neighbour.open('pages/forum/index')
  await neighbour.page().waitFor('邻里交流')
  expect(neighbour.page().text()).not.toContain(words)

  await tap(author, '请上一级再看看')
  await author.page().waitFor('为什么觉得不对')
  author.page().type('我是送人的，不卖东西。')
  await tap(author, ['送出申诉', 'button-primary'])
  await author.page().waitFor('申诉已送出')

  const street = await start('streetOfficer', queue)
  await tap(street, words)
  await street.page().waitFor('我是送人的，不卖东西。')
  await tap(street, '可以公开', ['可以公开', 'is-block'])
  await street.page().waitFor('已通过')

  await neighbour.open('pages/forum/index')
  await neighbour.page().waitFor(words, 15_000)
}, 120_000)

it('lets an elder stand behind a motion in one tap and take it back, and a neighbour rate what was done', async () => {
  const elder = await start('elder', 'packages/deliberation/pages/home/index')
  await tap(elder, '多装几个电动车充电桩')
  await openPage(elder, 'deliberation/pages/motion')
  await tap(elder, ['我联名', 'button-primary'])
  await elder.page().waitFor('已联名。', 15_000)
  await elder.page().waitFor('7 / 10', 15_000)
  await tap(elder, '收回联名')
  await elder.page().waitFor('已收回联名。', 15_000)

  const neighbour = await start('volunteerParty1', 'packages/deliberation/pages/projects/index')
  await tap(neighbour, '活动室添血压计和放大镜')
  await openPage(neighbour, 'deliberation/pages/project')
  await neighbour.page().waitFor('5 人评价')
  await tap(neighbour, '非常满意', ['送出评价', 'button-primary'])
  await neighbour.page().waitFor('谢谢您的评价', 15_000)
  await neighbour.page().waitFor('6 人评价', 15_000)
}, 60_000)
