import { callAs, fetchLoginCode, type Caller } from './api'
import { placeUnpaid } from './care'
import { launchMiniProgram, type MiniProgram } from './miniProgram'
import { startProduct, type Product } from './server'

const miniAppid = 'wx0000000000000001'
const running: MiniProgram[] = []
let product: Product
let elder: Caller

beforeAll(async () => {
  product = await startProduct()
  elder = await callAs(product, 'elder')
})
afterEach(() => {
  for (const app of running.splice(0)) app.close()
})
afterAll(() => product.stop())

/** WeChat's cashier: it opens only for parameters that the merchant signed, and takes the money. */
async function payAtCashier(given: Record<string, unknown>): Promise<{ errMsg: string }> {
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = given
  const parameters = { appId: miniAppid, timeStamp, nonceStr, package: prepay, signType, paySign }
  const response = await fetch(`${product.sandboxUrl}/sandbox/pay/confirm`, {
    method: 'POST',
    body: JSON.stringify({ parameters }),
  })
  if (response.status !== 200) throw new Error(`the cashier did not open: ${await response.text()}`)
  return (await response.json()) as { errMsg: string }
}

const readState = async (id: string): Promise<string> =>
  ((await elder.send('GET', `/api/elder-care/orders/${id}`)).body as { state: string }).state

async function start(id: string, pay?: typeof payAtCashier): Promise<MiniProgram> {
  const app = await launchMiniProgram({
    apiBase: product.url,
    loginCode: () => fetchLoginCode(product, 'elder'),
    url: `packages/payments/pages/pay/index?kind=careOrder&id=${id}`,
    ...(pay ? { pay } : {}),
  })
  running.push(app)
  return app
}

describe('paying in the compiled mini program', () => {
  it('hands WeChat what the merchant signed, and goes on once WeChat Pay has told the server', async () => {
    const id = await placeUnpaid(elder)
    const app = await start(id, payAtCashier)
    await app.page().waitFor('60.00 元')
    app.page().tap('付 60.00 元')
    await app.page().waitFor('付款成功', 20_000)
    expect(app.calls.filter(({ name }) => name === 'requestPayment')).toHaveLength(1)
    expect(await readState(id)).not.toBe('placed')
  })

  it('keeps the order waiting when the person cancels, or the phone only says that it was paid', async () => {
    const id = await placeUnpaid(elder)
    const cancelling = await start(id)
    await cancelling.page().waitFor('60.00 元')
    cancelling.page().tap('付 60.00 元')
    await cancelling.page().waitFor('没有付，也没有扣钱')
    const lying = await start(id, () => Promise.resolve({ errMsg: 'requestPayment:ok' }))
    await lying.page().waitFor('60.00 元')
    lying.page().tap('付 60.00 元')
    await lying.page().waitFor('等微信确认')
    expect(await readState(id)).toBe('placed')
  })
})
