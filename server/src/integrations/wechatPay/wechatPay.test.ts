import { createCipheriv } from 'node:crypto'
import { sandboxCredentials } from '../../sandbox/credentials'
import { openReceiver, type TestReceiver } from '../../sandbox/sandbox.client'
import { openPaySandbox, type PaySandbox } from '../../test/pay.factory'
import { openResource } from './payVerify'
import { PayNoticeError, WechatPayError } from './wechatPay.error'
import type { PayNotice, WechatPayPort } from './wechatPay.port'

const appid = sandboxCredentials.mini.appid
const merchants = ['1900000001', '1900000002', '1900000003'] as const
let now: Date
const clock = { now: () => now }
let sandbox: PaySandbox
let receiver: TestReceiver
let pay: WechatPayPort
let openid: string
let nextNumber = 1

beforeEach(async () => {
  now = new Date()
  receiver = await openReceiver(({ body }) =>
    body.startsWith('<')
      ? { text: '<xml><return_code>SUCCESS</return_code></xml>' }
      : { status: 204, text: '' },
  )
  sandbox = await openPaySandbox({ clock, appUrl: receiver.url })
  pay = sandbox.pay
  openid = await sandbox.openidOf('granny')
})
afterEach(async () => {
  await receiver.stop()
  await sandbox.stop()
})

function buildOrder(mchid: string, totalFen = 1200) {
  nextNumber += 1
  return {
    mchid,
    appid,
    openid,
    outTradeNo: `TEST${Date.now()}${nextNumber}`,
    description: '午餐一份',
    totalFen,
    notifyUrl: `${receiver.url}/notify`,
    expiresAt: new Date(now.getTime() + 900_000),
  }
}

async function buildPaidOrder(mchid: string, totalFen = 1200) {
  const order = buildOrder(mchid, totalFen)
  await pay.prepay(order)
  await sandbox.post(`/sandbox/pay/orders/${order.outTradeNo}/pay`)
  return order
}

async function readNotices(mchid: string, count: number): Promise<PayNotice[]> {
  const requests = await receiver.waitFor(count)
  return Promise.all(requests.map(({ headers, body }) => pay.readNotice(mchid, headers, body)))
}

const refusal = (reason: string) => expect.objectContaining({ name: 'PayNoticeError', reason }) as Error

describe.each(merchants)('merchant %s', (mchid) => {
  it('takes a payment from prepay to the notice, and refunds it in parts', async () => {
    const order = buildOrder(mchid)
    const { prepayId } = await pay.prepay(order)
    expect(await pay.prepay(order)).toEqual({ prepayId })
    expect(await pay.query(order)).toMatchObject({ state: 'notPaid', totalFen: 1200 })

    const parameters = pay.signPayParameters({ mchid, appid, prepayId })
    const answer = await sandbox.post('/sandbox/pay/confirm', { parameters })
    expect(answer.body).toEqual({ errMsg: 'requestPayment:ok' })
    const [notice] = await readNotices(mchid, 1)
    expect(notice).toMatchObject({
      kind: 'transaction',
      transaction: { mchid, appid, openid, outTradeNo: order.outTradeNo, state: 'success', totalFen: 1200 },
    })
    expect(await pay.query(order)).toMatchObject({ state: 'success', openid })

    const refund = {
      mchid,
      outTradeNo: order.outTradeNo,
      outRefundNo: `${order.outTradeNo}R1`,
      refundFen: 400,
      totalFen: 1200,
      reason: '行程有变',
      notifyUrl: order.notifyUrl,
    }
    expect(await pay.queryRefund(refund)).toBeUndefined()
    expect(await pay.refund(refund)).toMatchObject({ status: 'processing', refundFen: 400 })
    const [, second] = await readNotices(mchid, 2)
    expect(second).toMatchObject({ kind: 'refund', refund: { status: 'success', refundFen: 400 } })
    expect(await pay.queryRefund(refund)).toMatchObject({ status: 'success' })
    expect(await pay.query(order)).toMatchObject({ state: 'refund' })
    const soon = { ...refund, outRefundNo: `${order.outTradeNo}R2` }
    await expect(pay.refund(soon)).rejects.toMatchObject({ status: 429, code: 'FREQUENCY_LIMITED' })
    await sandbox.advance(60)
    expect(await pay.refund({ ...soon, refundFen: 800 })).toMatchObject({ refundFen: 800 })
  })

  it('closes what nobody paid, and cannot close what somebody did', async () => {
    const order = buildOrder(mchid)
    await pay.prepay(order)
    await pay.close(order)
    await pay.close(order)
    expect(await pay.query(order)).toMatchObject({ state: 'closed' })
    const paid = await buildPaidOrder(mchid)
    await expect(pay.close(paid)).rejects.toMatchObject({ kind: 'api', code: 'TRADE_ERROR' })
    expect(await pay.query({ mchid, outTradeNo: 'NOBODY1' })).toBeUndefined()
  })
})

describe('what does not come from WeChat Pay', () => {
  const [mchid] = merchants

  it('is not believed: probes, another time, another key, changed bytes', async () => {
    await sandbox.post(`/sandbox/pay/merchants/${mchid}/probe`, { url: `${receiver.url}/notify` })
    const [probe] = await receiver.waitFor(1)
    await expect(pay.readNotice(mchid, probe?.headers ?? {}, probe?.body ?? '')).rejects.toEqual(
      refusal('probe'),
    )
    await buildPaidOrder(mchid)
    const [, real] = await receiver.waitFor(2)
    const { headers = {}, body = '' } = real ?? {}
    const read = (otherHeaders: object, otherBody = body) =>
      pay.readNotice(mchid, { ...headers, ...otherHeaders }, otherBody)
    await expect(read({}, `${body} `)).rejects.toEqual(refusal('badSignature'))
    await expect(read({ 'wechatpay-nonce': 'x' })).rejects.toEqual(refusal('badSignature'))
    await expect(read({ 'wechatpay-serial': 'PUB_KEY_ID_0000' })).rejects.toEqual(refusal('unknownKey'))
    await expect(read({ 'wechatpay-signature': '' })).rejects.toEqual(refusal('unsigned'))
    now = new Date(now.getTime() + 301_000)
    await expect(read({})).rejects.toEqual(refusal('stale'))
    now = new Date(now.getTime() - 602_000)
    await expect(read({})).rejects.toEqual(refusal('stale'))
    now = new Date(now.getTime() + 301_000)
    expect(await read({})).toMatchObject({ kind: 'transaction' })
  })

  it('is not opened where a byte, the tag or what it is bound to is another one, whoever signed it', () => {
    const apiV3Key = 'k'.repeat(32)
    const cipher = createCipheriv('aes-256-gcm', apiV3Key, 'twelve bytes')
    cipher.setAAD(Buffer.from('transaction'))
    const text = '{"amount":{"total":100}}'
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    const open = (bytes: Buffer, bound = 'transaction', nonce = 'twelve bytes') => {
      const ciphertext = bytes.toString('base64')
      const resource = { algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: bound, nonce }
      return openResource(resource, ['o'.repeat(32), apiV3Key])
    }
    expect(open(sealed)).toBe(text)
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(i) ^ 1, i)
      expect(() => open(changed)).toThrow(PayNoticeError)
    }
    expect(() => open(sealed, 'refund')).toThrow(PayNoticeError)
    expect(() => open(sealed, 'transaction', 'other  bytes')).toThrow(PayNoticeError)
    expect(() => open(sealed.subarray(0, -1))).toThrow(PayNoticeError)
    expect(() => open(sealed.subarray(0, 16))).toThrow(PayNoticeError)
  })

  it('is not opened for another merchant', async () => {
    await buildPaidOrder(mchid)
    const [request] = await receiver.waitFor(1)
    // The third trusts the same public key, but has an APIv3 key of its own.
    await expect(
      pay.readNotice('1900000003', request?.headers ?? {}, request?.body ?? ''),
    ).rejects.toBeInstanceOf(PayNoticeError)
    await expect(pay.readNotice('1999999999', {}, '')).rejects.toEqual(refusal('unknownKey'))
  })

  it('makes no call out for each junk serial', async () => {
    await buildPaidOrder('1900000002')
    const [request] = await receiver.waitFor(1)
    const junk = (serial: string) =>
      pay.readNotice('1900000002', { ...request?.headers, 'wechatpay-serial': serial }, request?.body ?? '')
    for (let i = 0; i < 20; i += 1)
      await expect(junk(`ABCDEF012345678${String(i).padStart(2, '0')}`)).rejects.toEqual(
        refusal('unknownKey'),
      )
    const { requests } = (await sandbox.get('/sandbox/requests', { path: '/v3/certificates' })).body as {
      requests: unknown[]
    }
    expect(requests).toHaveLength(1)
  })

  it('is no answer either: a reply signed by nobody is asked for again, twice is an error', async () => {
    const order = await buildPaidOrder(mchid)
    const path = `/v3/pay/transactions/out-trade-no/${order.outTradeNo}`
    await sandbox.setFaults([{ path, kind: 'signTest', times: 1 }])
    expect(await pay.query(order)).toMatchObject({ state: 'success' })
    await sandbox.setFaults([{ path, kind: 'forged', times: 2 }])
    await expect(pay.query(order)).rejects.toMatchObject({ kind: 'signature' })
  })
})

describe('old notices', () => {
  const [mchid] = merchants

  it('say which record to ask for', async () => {
    await sandbox.setFaults([{ path: 'TRANSACTION.SUCCESS', kind: 'v2Push', times: 1 }])
    const order = await buildPaidOrder(mchid)
    const { outTradeNo, notifyUrl } = order
    await receiver.waitFor(2)
    const outRefundNo = `${outTradeNo}R1`
    await sandbox.setFaults([{ path: 'REFUND.SUCCESS', kind: 'v2Push', times: 1 }])
    const amounts = { refundFen: 1200, totalFen: 1200, reason: '取消', notifyUrl }
    await pay.refund({ mchid, outTradeNo, outRefundNo, ...amounts })
    const notices = await readNotices(mchid, 3)
    expect(notices.filter(({ kind }) => kind === 'hint')).toEqual([
      { kind: 'hint', id: expect.stringMatching(/^v2-/) as string, outTradeNo },
      { kind: 'hint', id: expect.stringMatching(/^v2-/) as string, outTradeNo, outRefundNo },
    ])
    const xml = receiver.requests.find(({ body }) => body.includes('total_fee'))?.body ?? ''
    const forged = xml.replace('[1200]', '[1]')
    await expect(pay.readNotice(mchid, {}, forged)).rejects.toEqual(refusal('badSignature'))
    await expect(pay.readNotice(mchid, {}, '<xml><a>1</a></xml>')).rejects.toBeInstanceOf(PayNoticeError)
    // Nothing is looked for in a long one, whoever signed it: a megabyte of beginnings took two seconds.
    const long = `${xml}${' '.repeat(8_192)}`
    await expect(pay.readNotice(mchid, {}, long)).rejects.toMatchObject({ reason: 'unreadable' })
  })
})

describe('the trade bill', () => {
  const [mchid] = merchants
  const day = '2026-11-22'

  beforeEach(() => sandbox.put('/sandbox/clock', { now: `${day}T12:00:00+08:00` }))

  it('comes the next morning, in fen, and not at all for a day without trade', async () => {
    const order = await buildPaidOrder(mchid, 1250)
    await receiver.waitFor(1)
    const refund = { outRefundNo: `${order.outTradeNo}R1`, refundFen: 250, totalFen: 1250, reason: '少一样' }
    await pay.refund({ mchid, outTradeNo: order.outTradeNo, notifyUrl: order.notifyUrl, ...refund })
    await receiver.waitFor(2)
    await sandbox.put('/sandbox/clock', { now: '2026-11-23T09:59:00+08:00' })
    expect(await pay.downloadTradeBill({ mchid, day })).toBe('notReady')
    await sandbox.put('/sandbox/clock', { now: '2026-11-23T10:01:00+08:00' })
    expect(await pay.downloadTradeBill({ mchid, day: '2026-11-21' })).toBe('empty')
    const bill = await pay.downloadTradeBill({ mchid, day })
    expect(bill).toMatchObject({
      totals: { count: 2, paidFen: 1250, refundedFen: 250 },
      rows: [
        { kind: 'payment', outTradeNo: order.outTradeNo, totalFen: 1250, refundFen: 0 },
        { kind: 'refund', outRefundNo: refund.outRefundNo, totalFen: 0, refundFen: 250 },
      ],
    })
  })

  it('is refused when its hash does not fit', async () => {
    await buildPaidOrder(mchid)
    await receiver.waitFor(1)
    await sandbox.put('/sandbox/clock', { now: '2026-11-23T10:01:00+08:00' })
    await sandbox.setFaults([{ path: '/v3/bill/tradebill', kind: 'badHash' }])
    await expect(pay.downloadTradeBill({ mchid, day })).rejects.toMatchObject({ kind: 'signature' })
  })
})

describe('failures', () => {
  const [mchid] = merchants

  it('say what kind they are, and show no credentials', async () => {
    const order = buildOrder(mchid)
    await sandbox.setFaults([{ path: '/v3/pay/transactions/jsapi', kind: 'payError', status: 500 }])
    const error = await pay.prepay(order).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(WechatPayError)
    expect(error).toMatchObject({ kind: 'api', status: 500, code: 'SYSTEM_ERROR' })
    expect(String(error)).not.toContain('signature=')
    await sandbox.setFaults([{ path: '/v3/pay/transactions/jsapi', kind: 'drop' }])
    await expect(pay.prepay(order)).rejects.toMatchObject({ kind: 'network' })
    await sandbox.setFaults([{ path: '/v3/pay/transactions/jsapi', kind: 'badGateway' }])
    await expect(pay.prepay(order)).rejects.toMatchObject({ kind: 'api', status: 502 })
    await sandbox.setFaults([])
    await pay.prepay(order)
    await expect(pay.prepay({ ...order, totalFen: 1 })).rejects.toMatchObject({ code: 'OUT_TRADE_NO_USED' })
    await expect(pay.prepay({ ...buildOrder(mchid), openid: 'oNobody' })).rejects.toMatchObject({
      code: 'PARAM_ERROR',
    })
    await expect(pay.query({ mchid: '1', outTradeNo: 'x' })).rejects.toMatchObject({ kind: 'merchant' })
  })
})
