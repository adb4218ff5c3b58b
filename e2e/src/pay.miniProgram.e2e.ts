import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { callAs, type Caller } from './api'
import { listSteps, placeUnpaid } from './care'
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
  record?: { photos: unknown[] }
}
const readOrder = async (id: string): Promise<Order> =>
  (await elder.send('GET', `/api/elder-care/orders/${id}`)).body as Order
const payPage = (id: string): string => `packages/payments/pages/pay/index?kind=careOrder&id=${id}`

/** A file as the camera leaves it. */
async function takePhoto(): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'linli-photo-')), 'tap.jpg')
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#666' } })
  await writeFile(file, await picture.jpeg().toBuffer())
  return file
}

/**
 * In the cellar there is no network: the whole visit is kept on the helper's phone, also when the system kills the program,
 * and told once and in its order when it is started again where there is one.
 */
async function serveInCellar(id: string, code: string): Promise<void> {
  const url = `packages/elderCare/pages/order/index?id=${id}`
  const helper = await phones.start('providerStaff', url, { photos: [await takePhoto()] })
  await helper.sees('韩慧')
  helper.app.setOnline(false)
  await helper.tap('出发了', '开始服务')
  await helper.write('六位数字', code)
  await helper.tap(['开始', 'is-block'], '完成，写记录')
  await helper.write('维修单号', 'WX-20261126')
  await helper.tap('拍照')
  await helper.sees('已存好')
  await helper.tap(['完成', 'is-block'])
  await helper.sees('完成的记录（')
  expect(await listSteps(elder, id)).toEqual([])
  const storage = new Map(helper.app.storage)
  helper.app.close()
  await phones.start('providerStaff', 'pages/home/index', { storage })
}

describe('care in the compiled mini program', () => {
  it('is ordered by one tap, paid with what the merchant signed, and seen live until it is rated', async () => {
    const phone = await phones.start('elder', 'pages/home/index', { pay: payAtCashier })
    for (const big of ['吃饭', '看病', '找人帮忙', '紧急求助']) await phone.sees(big)
    await phone.tap('找人帮忙', '水电应急维修', '约好，现在在微信里付')
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
    const id = items.find(({ item }) => item.code === 'utilityRepair')?.id ?? ''
    const { send } = await callAs(phones.product, 'providerStaff')
    await send('POST', `/api/elder-care/orders/${id}/actions`, { action: 'accept' })
    await phone.sees('韩慧会来')
    const { code = '' } = await readOrder(id)
    await phone.sees(`${code.slice(0, 3)} ${code.slice(3)}`)
    await serveInCellar(id, code)
    await phone.sees('做完了，请看看好不好', 30_000)
    await phone.sees('WX-20261126')
    expect(await listSteps(elder, id)).toEqual(['depart', 'start', 'finish'])
    expect((await readOrder(id)).record?.photos).toHaveLength(1)
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
