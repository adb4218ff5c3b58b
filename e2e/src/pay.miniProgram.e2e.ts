import { callAs, type Caller } from './api'
import { letComeNow, placeUnpaid } from './care'
import { setPhones } from './phones'

const miniAppid = 'wx0000000000000001'
const phones = setPhones()
let elder: Caller

beforeAll(async () => {
  elder = await callAs(phones.product, 'elder')
})

/** WeChat's cashier: it opens only for parameters that the merchant signed, and takes the money. */
async function payAtCashier(given: Record<string, unknown>): Promise<{ errMsg: string }> {
  const { timeStamp, nonceStr, package: prepay, signType, paySign } = given
  const parameters = { appId: miniAppid, timeStamp, nonceStr, package: prepay, signType, paySign }
  const response = await fetch(`${phones.product.sandboxUrl}/sandbox/pay/confirm`, {
    method: 'POST',
    body: JSON.stringify({ parameters }),
  })
  if (response.status !== 200) throw new Error(`the cashier did not open: ${await response.text()}`)
  return (await response.json()) as { errMsg: string }
}

interface Order {
  id: string
  state: string
  code?: string
}
const readOrder = async (id: string): Promise<Order> =>
  (await elder.send('GET', `/api/elder-care/orders/${id}`)).body as Order
const payPage = (id: string): string => `packages/payments/pages/pay/index?kind=careOrder&id=${id}`

/** The bath attendant, who needs no screen here: what she does is what the elder's phone shows. */
async function takeHelper() {
  const { send } = await callAs(phones.product, 'bathHelper1')
  return async (id: string, action: object) => {
    const { status, body } = await send('POST', `/api/elder-care/orders/${id}/actions`, action)
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
}
const pulse = { systolic: 130, diastolic: 76, pulse: 70 }
const record = {
  outcome: 'done',
  checklist: ['水温合适', '保暖遮挡', '皮肤没有破损'],
  vitals: { before: pulse, after: pulse },
}

describe('care in the compiled mini program', () => {
  it('is ordered by one tap, paid with what the merchant signed, and seen live until it is rated', async () => {
    const phone = await phones.start('elder', 'pages/home/index', { pay: payAtCashier })
    for (const big of ['吃饭', '看病', '找人帮忙', '紧急求助']) await phone.sees(big)
    await phone.tap('洗澡', '床上擦浴', '约好，现在在微信里付')
    await phone.sees('先替您留着，付好就约成了')
    await phone.tap('去付款')
    await phone.tap('付 80.00 元')
    await phone.sees('付款成功', 20_000)
    expect(phone.app.calls.filter(({ name }) => name === 'requestPayment')).toHaveLength(1)

    await phone.tap('看预约')
    await phone.sees('已在微信里付')
    await phone.sees('已告诉邻帮手')
    const { items } = (await elder.send('GET', '/api/elder-care/orders?isOpen=true&limit=50')).body as {
      items: (Order & { item: { code: string } })[]
    }
    const id = items.find(({ item }) => item.code === 'bedBath')?.id ?? ''
    const help = await takeHelper()
    await help(id, { action: 'accept' })
    await phone.sees('贺春兰会来')
    const { code = '' } = await readOrder(id)
    await phone.sees(`${code.slice(0, 3)} ${code.slice(3)}`)
    await letComeNow(phones.product, id)
    await help(id, { action: 'start', code })
    await phone.sees('贺春兰正在服务')
    await help(id, { action: 'finish', record })
    await phone.sees('做完了，请看看好不好')
    await phone.tap('做好了，我来评价', '一般', ['做好了', 'is-block'])
    await phone.sees('已完成')
    expect(await readOrder(id)).toMatchObject({ rating: { grade: 3 } })
  }, 120_000)

  it('keeps waiting for the money when the person cancels, or the phone only says that it was paid', async () => {
    const id = await placeUnpaid(elder)
    const cancelling = await phones.start('elder', payPage(id))
    await cancelling.tap('付 60.00 元')
    await cancelling.sees('没有付，也没有扣钱')
    const lying = await phones.start('elder', payPage(id), {
      pay: () => Promise.resolve({ errMsg: 'requestPayment:ok' }),
    })
    await lying.tap('付 60.00 元')
    await lying.sees('等微信确认')
    expect((await readOrder(id)).state).toBe('placed')
  })
})
