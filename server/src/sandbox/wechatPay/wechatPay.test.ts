import { createHash, createSign, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import request from 'supertest'
import { sandboxCredentials } from '../credentials'
import { openReceiver, openSandbox, type TestReceiver, type TestSandbox } from '../sandbox.client'
import { noticeLadder, type PayNotice } from './payNotices'

const mchid = '1900000001'
const appid = sandboxCredentials.mini.appid

let dataDir: string
let sandbox: TestSandbox
let receiver: TestReceiver
let answers: number[]
let openid: string
let nextNumber = 1

beforeEach(async () => {
  answers = []
  dataDir = await mkdtemp(path.join(tmpdir(), 'pay-raw-'))
  receiver = await openReceiver(() => ({ status: answers.shift() ?? 204, text: '' }))
  sandbox = await openSandbox({ dataDir, appUrl: receiver.url, payRefundMs: 0, payNoticeScale: 0.001 })
  openid = await sandbox.openidOf('granny')
})
afterEach(async () => {
  await receiver.stop()
  await sandbox.stop()
  await rm(dataDir, { recursive: true })
})

const readFileOf = (name: string) => readFile(path.join(dataDir, 'wechat-pay', mchid, name), 'utf8')

interface CallOptions {
  body?: object
  ageSeconds?: number
  spoil?: boolean
  headers?: Record<string, string>
}

/** The header that any program in any language makes. */
async function authorize(method: string, url: string, options: CallOptions = {}): Promise<string> {
  const body = options.body === undefined ? '' : JSON.stringify(options.body)
  const timestamp = String(Math.floor(Date.now() / 1000) - (options.ageSeconds ?? 0))
  const nonce = randomBytes(8).toString('hex')
  const signature = createSign('RSA-SHA256')
    .update(`${method}\n${url}\n${timestamp}\n${nonce}\n${body}${options.spoil ? 'x' : ''}\n`)
    .sign(await readFileOf('apiclient_key.pem'), 'base64')
  const serial = await readFileOf('apiclient_serial.txt')
  return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}

async function call(method: string, url: string, options: CallOptions = {}): Promise<Response> {
  const authorization = await authorize(method, url, options)
  return fetch(sandbox.url + url, {
    method,
    headers: { accept: 'application/json', 'user-agent': 'test', authorization, ...options.headers },
    ...(options.body && { body: JSON.stringify(options.body) }),
  })
}

const jsapi = '/v3/pay/transactions/jsapi'

function buildBody(overrides: object = {}) {
  nextNumber += 1
  return {
    appid,
    mchid,
    description: '午餐',
    out_trade_no: `RAW${Date.now()}${nextNumber}`,
    notify_url: `${receiver.url}/notify`,
    amount: { total: 1 },
    payer: { openid },
    ...overrides,
  }
}

async function buildPaid() {
  const body = buildBody()
  expect((await call('POST', jsapi, { body })).status).toBe(200)
  await sandbox.post(`/sandbox/pay/orders/${body.out_trade_no}/pay`)
  return body.out_trade_no
}

const listNotices = async () =>
  (await sandbox.get('/sandbox/pay/notices')).body.notices as (PayNotice & { lastResult: string })[]

describe('refusals', () => {
  const errorOf = async (response: Response) => ({
    status: response.status,
    signed: response.headers.has('wechatpay-signature'),
    ...((await response.json()) as { code: string; message: string; detail?: { field: string } }),
  })

  it('of signatures carry the words of the real service, unsigned', async () => {
    const noHeader = { headers: { authorization: '' } }
    expect(await errorOf(await call('GET', '/v3/certificates', noHeader))).toEqual({
      status: 401,
      signed: false,
      code: 'SIGN_ERROR',
      message: 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
    })
    expect(await errorOf(await call('POST', jsapi, { body: {}, ...noHeader }))).toMatchObject({
      status: 401,
      message: '签名信息错误，验签失败',
    })
    expect(await errorOf(await call('POST', jsapi, { body: {}, spoil: true }))).toMatchObject({
      status: 401,
      message: '签名错误',
      detail: {
        detail: { issue: 'sign not match' },
        field: 'signature',
        location: 'authorization',
        sign_information: {
          method: 'POST',
          url: jsapi,
          // The names, two numbers of 10 and 16 characters, `{}`, and the five ends of lines.
          sign_message_length: 'POST'.length + jsapi.length + 10 + 16 + 2 + 5,
          truncated_sign_message: expect.stringMatching(
            new RegExp(`^POST\\n${jsapi}\\n\\d{10}\\n\\w{16}\\n\\{\\}\\n$`),
          ) as string,
        },
      },
    })
    // The time is looked at before the signature.
    expect(
      await errorOf(await call('POST', jsapi, { body: {}, spoil: true, ageSeconds: 301 })),
    ).toMatchObject({ message: expect.stringContaining('不得超过5分钟') as string })
    const noAgent = { headers: { 'user-agent': '' } }
    expect(await errorOf(await call('GET', '/v3/certificates', noAgent))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
      message: 'Http头缺少Accept或User-Agent',
    })
  })

  it('of methods and paths are empty', async () => {
    for (const [method, url, status] of [
      ['DELETE', jsapi, 405],
      ['GET', '/v3/nothing', 404],
    ] as const) {
      const response = await call(method, url)
      expect([response.status, await response.text()]).toEqual([status, ''])
    }
  })

  it('of bodies name the field', async () => {
    const refusals = [
      [buildBody({ amount: { total: 0 } }), 'PARAM_ERROR', '/amount/total'],
      [buildBody({ out_trade_no: 'a b' }), 'PARAM_ERROR', '/out_trade_no'],
      [buildBody({ notify_url: 'http://x/y?z=1' }), 'PARAM_ERROR', '/notify_url'],
      [buildBody({ payer: { openid: 'oNobody' } }), 'PARAM_ERROR', '/payer/openid'],
      [buildBody({ appid: 'wxOther' }), 'APPID_MCHID_NOT_MATCH', undefined],
    ] as const
    for (const [body, code, field] of refusals) {
      const error = await errorOf(await call('POST', jsapi, { body }))
      expect([error.code, error.detail?.field]).toEqual([code, field])
    }
  })
})

describe('an order', () => {
  it('cannot be paid after its time, twice, or once closed, except when forced to', async () => {
    const late = buildBody({ time_expire: new Date(Date.now() + 60_000).toISOString() })
    await call('POST', jsapi, { body: late })
    await sandbox.advance(61)
    const pay = (number: string, body = {}) => sandbox.post(`/sandbox/pay/orders/${number}/pay`, body)
    expect((await pay(late.out_trade_no)).status).toBe(409)
    expect((await pay(late.out_trade_no, { isForced: true })).status).toBe(200)
    expect((await pay(late.out_trade_no, { isForced: true })).status).toBe(409)
    const closed = buildBody()
    await call('POST', jsapi, { body: closed })
    const url = `/v3/pay/transactions/out-trade-no/${closed.out_trade_no}/close`
    const reply = await call('POST', url, { body: { mchid } })
    expect([reply.status, reply.headers.has('wechatpay-signature')]).toEqual([204, true])
    expect((await pay(closed.out_trade_no)).status).toBe(409)
  })

  it('gets a new prepay id after two hours, and is closed after seven days', async () => {
    const body = buildBody()
    const prepay = async () => (await (await call('POST', jsapi, { body })).json()) as { prepay_id: string }
    const first = await prepay()
    expect(await prepay()).toEqual(first)
    await sandbox.advance(7201)
    expect(await prepay()).not.toEqual(first)
    await sandbox.advance(7 * 86_400)
    const url = `/v3/pay/transactions/out-trade-no/${body.out_trade_no}?mchid=${mchid}`
    expect(await (await call('GET', url)).json()).toMatchObject({ trade_state: 'CLOSED' })
  })
})

describe('the bill', () => {
  const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  /** The lines of a bill, its hash held against it, or the code of a refusal. */
  async function readBill(url: string): Promise<string[]> {
    const asked = await call('GET', url)
    const answer = (await asked.json()) as { code?: string; hash_value: string; download_url: string }
    if (answer.code !== undefined) return [answer.code]
    const text = await (await call('GET', answer.download_url.slice(sandbox.url.length))).arrayBuffer()
    const bytes = Buffer.from(text)
    expect(createHash('sha1').update(bytes).digest('hex')).toBe(answer.hash_value)
    return bytes.toString('utf8').replace('\uFEFF', '').trimEnd().split('\r\n')
  }
  const byName = ([names = '', values = '']: string[]) =>
    Object.fromEntries(
      names.split(',').map((name, i) => [name, values.split(',')[i]?.replace('`', '')] as const),
    )

  it('of trade has the columns of its kind and calls a refund that failed FAIL', async () => {
    await sandbox.setFaults([
      { path: '/v3/refund/domestic/refunds', kind: 'refundOutcome', outcome: 'CLOSED', times: 1 },
    ])
    const day = today()
    const number = await buildPaid()
    const amount = { refund: 1, total: 1, currency: 'CNY' }
    const refund = { out_trade_no: number, out_refund_no: `${number}R`, amount }
    expect((await call('POST', '/v3/refund/domestic/refunds', { body: refund })).status).toBe(200)
    await sandbox.advance(2 * 86_400)
    const url = `/v3/bill/tradebill?bill_date=${day}`
    const all = await readBill(url)
    const paid = await readBill(`${url}&bill_type=SUCCESS`)
    const returned = await readBill(`${url}&bill_type=REFUND`)
    expect([all, paid, returned].map((lines) => lines.length)).toEqual([5, 4, 4])
    expect(byName([all[0] ?? '', all[2] ?? ''])).toMatchObject({ 退款状态: 'FAIL', 申请退款金额: '0.01' })
    expect(byName(paid)).toMatchObject({ 交易状态: 'SUCCESS', 订单金额: '0.01' })
    expect(Object.keys(byName(paid))).toEqual(expect.not.arrayContaining(['退款状态', '申请退款金额']))
    expect(byName(returned)).toMatchObject({ 退款成功时间: '', 商户退款单号: `${number}R` })
  })

  it('of funds tells what came in, what went out and what is left', async () => {
    const day = today()
    const number = await buildPaid()
    await buildPaid()
    const amount = { refund: 1, total: 1, currency: 'CNY' }
    const refund = { out_trade_no: number, out_refund_no: `${number}R`, amount }
    expect((await call('POST', '/v3/refund/domestic/refunds', { body: refund })).status).toBe(200)
    const url = `/v3/bill/fundflowbill?bill_date=${day}`
    expect(await readBill(url)).toEqual(['PARAM_ERROR'])
    await sandbox.advance(2 * 86_400)
    const lines = await readBill(url)
    expect(byName(lines.slice(-2))).toEqual({
      资金流水总笔数: '3',
      收入笔数: '2',
      收入金额: '0.02',
      支出笔数: '1',
      支出金额: '0.01',
    })
    const rows = lines.slice(1, -2).map((line) => byName([lines[0] ?? '', line]))
    expect(rows.filter((row) => row.收支类型 === '支出')).toMatchObject([
      { 业务名称: '退款', '收支金额(元)': '0.01', 业务凭证号: `${number}R` },
    ])
    expect(rows.at(-1)).toMatchObject({ '账户结余(元)': '0.01' })
    expect(await readBill(`${url}&account_type=FEES`)).toEqual(['NO_STATEMENT_EXIST'])
    expect(await readBill(`${url}&account_type=OTHER`)).toEqual(['PARAM_ERROR'])
  })

  it('lies where whoever asked for it knows the service: under our address, or the name of the real one', async () => {
    const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    await buildPaid()
    await sandbox.advance(2 * 86_400)
    const url = `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`
    for (const [host, origin] of [
      [undefined, sandbox.url],
      ['api.mch.weixin.qq.com', 'https://api.mch.weixin.qq.com'],
    ] as const) {
      const asked = request(sandbox.url)
        .get(url)
        .set('authorization', await authorize('GET', url))
      if (host !== undefined) void asked.set('host', host)
      const answer = await asked.set({ accept: 'application/json', 'user-agent': 'test' })
      const { download_url: link } = answer.body as { download_url: string }
      expect(link.startsWith(`${origin}/v3/billdownload/file?token=`)).toBe(true)
      const target = link.slice(origin.length)
      expect((await (await call('GET', target)).text()).split('\n')[0]).toContain('交易时间')
    }
  })
})

describe('notices', () => {
  it('come again along the ladder until they are answered', async () => {
    answers = [500, 404, 200]
    await buildPaid()
    await receiver.waitFor(3)
    expect(await listNotices()).toMatchObject([{ attempts: 3, state: 'delivered', lastResult: 'ok' }])
    expect(new Set(receiver.requests.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1)
  })

  it('end after fifteen repetitions over a day and four minutes', async () => {
    expect(noticeLadder).toHaveLength(15)
    expect(noticeLadder.reduce((sum, wait) => sum + wait, 0)).toBe(24 * 3600 + 4 * 60)
    await sandbox.put('/sandbox/pay', { noticeScale: 0 })
    answers = Array.from({ length: 30 }, () => 500)
    await buildPaid()
    await receiver.waitFor(16)
    await sandbox.advance(100)
    expect(await listNotices()).toMatchObject([{ attempts: 16, state: 'failed', lastResult: 'HTTP 500' }])
  })

  it.each([
    ['duplicatePush', 2, ['delivered', 'delivered']],
    ['signTestPush', 2, ['delivered', 'delivered']],
    ['noPush', 0, ['suppressed']],
  ])('obey the fault %s', async (kind, count, states) => {
    await sandbox.setFaults([{ path: 'TRANSACTION.SUCCESS', kind, times: 1 }])
    await buildPaid()
    await receiver.waitFor(count)
    await sandbox.advance(1)
    expect((await listNotices()).map(({ state }) => state)).toEqual(states)
  })

  it('come late, or before the client hears anything', async () => {
    await sandbox.setFaults([{ path: 'TRANSACTION.SUCCESS', kind: 'latePush', delayMs: 3_600_000, times: 1 }])
    await buildPaid()
    expect(receiver.requests).toHaveLength(0)
    await sandbox.advance(3601)
    await receiver.waitFor(1)
    await sandbox.setFaults([{ path: 'TRANSACTION.SUCCESS', kind: 'earlyPush', times: 1 }])
    await buildPaid()
    expect(receiver.requests).toHaveLength(2)
  })
})

describe('the cashier', () => {
  async function signParameters(body: ReturnType<typeof buildBody>) {
    const { prepay_id: prepayId } = (await (await call('POST', jsapi, { body })).json()) as {
      prepay_id: string
    }
    const parameters = {
      appId: appid,
      timeStamp: String(Math.floor(Date.now() / 1000)),
      nonceStr: 'n0nce',
      package: `prepay_id=${prepayId}`,
      signType: 'RSA',
    }
    const text = `${parameters.appId}\n${parameters.timeStamp}\n${parameters.nonceStr}\n${parameters.package}\n`
    const key = await readFileOf('apiclient_key.pem')
    return { ...parameters, paySign: createSign('RSA-SHA256').update(text).sign(key, 'base64') }
  }
  const back = 'http://127.0.0.1:9/packages/payments/pages/pay/index?id=1'

  it('shows what is paid to whom, takes the money, and sends the person back', async () => {
    const body = buildBody({ amount: { total: 1250 } })
    const fields = { ...(await signParameters(body)), return: back }
    const page = await sandbox.get('/sandbox/cashier', fields)
    for (const words of ['¥ 12.50', '午餐', '李奶奶', '先不付', '本地演示，不是真的微信'])
      expect(page.text).toContain(words)
    const cancelled = await sandbox.submit('/sandbox/cashier', { ...fields, action: 'cancel' })
    expect(cancelled.location).toBe(`${back}&pay=cancel`)
    const paid = await sandbox.submit('/sandbox/cashier', { ...fields, action: 'pay' })
    expect(paid.location).toBe(`${back}&pay=ok`)
    const again = await sandbox.submit('/sandbox/cashier', { ...fields, action: 'pay' })
    expect([again.status, again.text.includes('已经付过了')]).toEqual([400, true])
  })

  it('opens neither for parameters nobody signed, nor to lead elsewhere', async () => {
    const fields = { ...(await signParameters(buildBody())), return: back }
    expect((await sandbox.get('/sandbox/cashier', { ...fields, nonceStr: 'other' })).status).toBe(400)
    expect(
      (await sandbox.get('/sandbox/cashier', { ...fields, return: 'https://evil.example/' })).status,
    ).toBe(400)
    const confirm = { parameters: { ...fields, package: 'prepay_id=wx1', return: undefined } }
    expect((await sandbox.post('/sandbox/pay/confirm', confirm)).status).toBe(400)
  })
})

describe('shipping information', () => {
  it('is taken once for what was paid', async () => {
    const number = await buildPaid()
    const body = {
      order_key: { order_number_type: 1, mchid, out_trade_no: number },
      logistics_type: 4,
      delivery_mode: 1,
      shipping_list: [{ item_desc: '午餐' }],
      upload_time: new Date().toISOString(),
      payer: { openid },
    }
    const upload = (change: object) =>
      sandbox.callMini('/wxa/sec/order/upload_shipping_info', { ...body, ...change })
    expect((await upload({ payer: { openid: 'oOther' } })).body.errcode).toBe(10060014)
    expect((await upload({})).body.errcode).toBe(0)
    expect((await upload({})).body.errcode).toBe(10060002)
    const unknown = { order_key: { ...body.order_key, out_trade_no: 'NOTHING' } }
    expect((await upload(unknown)).body.errcode).toBe(10060001)
  })
})

describe('credentials', () => {
  it('stay the same over a restart', async () => {
    const before = await readFileOf('apiclient_key.pem')
    await sandbox.stop()
    sandbox = await openSandbox({ dataDir })
    expect(await readFileOf('apiclient_key.pem')).toBe(before)
    expect((await sandbox.get('/sandbox/pay')).body).toMatchObject({
      merchants: [
        { mchid, mode: 'publicKey' },
        { mchid: '1900000002', mode: 'certificate' },
        { mchid: '1900000003', mode: 'both' },
      ],
    })
  })
})
