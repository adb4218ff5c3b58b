import { createCipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { answerPushCheck, openPush, type PushSettings } from './push'
import { WechatPushError, type PushFailure } from './push.event'

const appid = 'wx1234567890abcdef'
const token = 'a push token'
const encodingAesKey = Buffer.alloc(32, 'k3y!').toString('base64').slice(0, 43)
const safe: PushSettings = { appid, token, encodingAesKey }
const plain: PushSettings = { appid, token }

const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex')

/** Written from the document (§2.3), apart from the code under test. */
function encrypt(
  message: string | Buffer,
  owner = appid,
  changes: { length?: number; padding?: number[] } = {},
) {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const bytes = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(changes.length ?? bytes.length)
  const body = Buffer.concat([Buffer.alloc(16, 7), length, bytes, Buffer.from(owner)])
  const count = 32 - (body.length % 32)
  const padded = Buffer.concat([body, Buffer.from(changes.padding ?? Array<number>(count).fill(count))])
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

function seal(
  event: object | string,
  encrypted = encrypt(typeof event === 'string' ? event : JSON.stringify(event)),
) {
  const [timestamp, nonce] = ['1790000000', '42']
  return {
    query: {
      signature: sha1(token, timestamp, nonce),
      msg_signature: sha1(token, timestamp, nonce, encrypted),
      timestamp,
      nonce,
      encrypt_type: 'aes',
    },
    body: JSON.stringify({ ToUserName: 'gh_1', Encrypt: encrypted }),
  }
}

const reasonOf = (attempt: () => unknown): PushFailure | undefined => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof WechatPushError) return error.reason
    throw error
  }
  return undefined
}

const head = { ToUserName: 'gh_1', FromUserName: 'o1', CreateTime: 1790000000, MsgType: 'event' }
const media = {
  ...head,
  Event: 'wxa_media_check',
  appid,
  trace_id: 't1',
  version: 2,
  errcode: 0,
  result: { suggest: 'pass', label: 100 },
}
const open = (event: object | string, settings = safe) => {
  const { query, body } = seal(event)
  return openPush(settings, query, body)
}

describe('安全模式', () => {
  it('checks, decrypts and reads', () => {
    expect(open(media)).toEqual({
      kind: 'mediaChecked',
      openid: 'o1',
      createdAt: new Date(1790000000000),
      dedupeKey: 'o1 1790000000 wxa_media_check t1',
      traceId: 't1',
      verdict: 'pass',
      label: 100,
    })
  })

  it('reads messages of every length, so every padding', () => {
    for (let length = 0; length <= 40; length += 1) {
      const event = { ...media, trace_id: `t${'é'.repeat(length)}` }
      expect(open(event)).toMatchObject({ traceId: event.trace_id })
    }
  })

  it('refuses a forged signature and a changed body', () => {
    const { query, body } = seal(media)
    const forged = (changes: object) => reasonOf(() => openPush(safe, { ...query, ...changes }, body))
    expect(forged({ msg_signature: sha1('other token', '1790000000', '42') })).toBe('signature')
    expect(forged({ msg_signature: query.signature })).toBe('signature')
    expect(forged({ msg_signature: '' })).toBe('signature')
    expect(forged({ msg_signature: [query.msg_signature, query.msg_signature] })).toBe('signature')
    expect(forged({ timestamp: '1790000001' })).toBe('signature')
    expect(forged({ nonce: undefined })).toBe('signature')
    const other = seal({ ...media, result: { suggest: 'risky' } }).body
    expect(reasonOf(() => openPush(safe, query, other))).toBe('signature')
  })

  it('refuses a plain body although its signature is right: it does not cover the body', () => {
    const { query } = seal(media)
    const { encrypt_type: type, ...plainQuery } = query
    expect(type).toBe('aes')
    expect(reasonOf(() => openPush(safe, plainQuery, JSON.stringify(media)))).toBe('notEncrypted')
    expect(reasonOf(() => openPush(safe, query, JSON.stringify(media)))).toBe('notEncrypted')
  })

  it("refuses another app's push, inside and outside", () => {
    const foreign = encrypt(JSON.stringify(media), 'wxffffffffffffffff')
    const sealed = seal('', foreign)
    expect(reasonOf(() => openPush(safe, sealed.query, sealed.body))).toBe('appid')
    expect(reasonOf(() => open({ ...media, appid: 'wxffffffffffffffff' }))).toBe('appid')
  })

  it.each([
    ['no base64 block', 'abc'],
    ['a length past the end', encrypt('{}', appid, { length: 5000 })],
    ['padding zero', encrypt('{}', appid, { padding: Array<number>(32 - ((20 + 2 + 18) % 32)).fill(0) })],
    ['padding that differs', encrypt('{}', appid, { padding: [...Array<number>(23).fill(1), 24] })],
    ['padding over 32', encrypt('{}', appid, { padding: Array<number>(24).fill(56) })],
    ['too short', Buffer.alloc(16).toString('base64')],
  ])('refuses ciphertext with %s', (_, encrypted) => {
    const { query, body } = seal('', encrypted)
    expect(reasonOf(() => openPush(safe, query, body))).toBe('decrypt')
  })

  it('answers arbitrary bytes with a refusal, never with a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { query, body } = seal('', Buffer.from(bytes).toString('base64') || 'A')
        expect(reasonOf(() => openPush(safe, query, body))).toBeDefined()
      }),
    )
  })

  it('says that XML has to be switched off', () => {
    const { query } = seal(media)
    expect(reasonOf(() => openPush(safe, query, '<xml><Encrypt>a</Encrypt></xml>'))).toBe('xml')
    expect(reasonOf(() => open('<xml></xml>'))).toBe('xml')
    expect(new WechatPushError('xml').message).toContain('JSON')
  })

  it('refuses what is no event', () => {
    const { query } = seal(media)
    expect(reasonOf(() => openPush(safe, query, 'nonsense'))).toBe('format')
    expect(reasonOf(() => open('nonsense'))).toBe('format')
    expect(reasonOf(() => open({ ...head, FromUserName: 1 }))).toBe('format')
    expect(reasonOf(() => open({ ...media, trace_id: undefined }))).toBe('format')
  })
})

describe('明文', () => {
  const query = { timestamp: '1790000000', nonce: '42', signature: sha1(token, '1790000000', '42') }

  it('is taken where no key is set, with its signature', () => {
    expect(openPush(plain, query, JSON.stringify(media)).kind).toBe('mediaChecked')
    const forged = { ...query, signature: sha1('x', '1790000000', '42') }
    expect(reasonOf(() => openPush(plain, forged, JSON.stringify(media)))).toBe('signature')
    expect(reasonOf(() => openPush(plain, {}, JSON.stringify(media)))).toBe('signature')
  })

  it('answers the check of the address only to WeChat', () => {
    expect(answerPushCheck(plain, { ...query, echostr: 'echo' })).toBe('echo')
    expect(answerPushCheck(safe, { ...query, echostr: 'echo' })).toBe('echo')
    expect(reasonOf(() => answerPushCheck(safe, { ...query, signature: 'x', echostr: 'echo' }))).toBe(
      'signature',
    )
    expect(reasonOf(() => answerPushCheck(safe, query))).toBe('signature')
  })
})

describe('events', () => {
  it.each([
    [{ result: { suggest: 'risky', label: 20002 } }, 'risky'],
    [{ result: { suggest: 'review', label: 21000 } }, 'review'],
    [{ result: { suggest: 'new word' } }, 'review'],
    [{ result: undefined }, 'review'],
    [{ errcode: -1008, result: undefined, detail: [] }, 'review'],
    [{ errcode: -1, result: { suggest: 'pass' } }, 'review'],
    [{ errcode: undefined }, 'pass'],
  ])('a media check with %j is %s', (changes, verdict) => {
    expect(open({ ...media, ...changes })).toMatchObject({ kind: 'mediaChecked', verdict })
  })

  it.each([
    [{ isrisky: 1, status_code: 0 }, 'risky'],
    [{ isrisky: 0, status_code: 0 }, 'pass'],
    [{ isrisky: 0, status_code: 4294966288 }, 'review'],
    [{ isrisky: 0 }, 'review'],
  ])('the old shape %j is %s', (fields, verdict) => {
    const event = { ...head, Event: 'wxa_media_check', appid, trace_id: 't1', extra_info_json: '', ...fields }
    expect(open(event)).toMatchObject({ kind: 'mediaChecked', traceId: 't1', verdict })
  })

  const answer = (templateId: string, status: string) => ({
    TemplateId: templateId,
    SubscribeStatusString: status,
    PopupScene: '1',
  })

  it('reads answers given in the pop-up, one or several', () => {
    const one = open({ ...head, Event: 'subscribe_msg_popup_event', List: answer('a', 'accept') })
    expect(one).toMatchObject({
      kind: 'subscriptionAnswered',
      isPopup: true,
      answers: [{ templateId: 'a', isAccepted: true }],
    })
    const List = [answer('a', 'accept'), answer('b', 'reject')]
    expect(
      open({ ...head, CreateTime: '1790000000', Event: 'subscribe_msg_popup_event', List }),
    ).toMatchObject({
      dedupeKey: 'o1 1790000000 subscribe_msg_popup_event a b',
      answers: [
        { templateId: 'a', isAccepted: true },
        { templateId: 'b', isAccepted: false },
      ],
    })
  })

  it('reads a change in the settings and what became of a message', () => {
    const change = open({ ...head, Event: 'subscribe_msg_change_event', List: [answer('a', 'reject')] })
    expect(change).toMatchObject({ isPopup: false, answers: [{ templateId: 'a', isAccepted: false }] })
    const sent = { TemplateId: 'a', MsgID: '9', ErrorCode: '0', ErrorStatus: 'success' }
    const failed = { TemplateId: 'a', MsgID: 10, ErrorCode: 43101, ErrorStatus: 'user refuse' }
    expect(open({ ...head, Event: 'subscribe_msg_sent_event', List: [sent, failed] })).toMatchObject({
      kind: 'subscriptionSent',
      results: [
        { templateId: 'a', msgId: '9', isDelivered: true, status: 'success' },
        { templateId: 'a', msgId: '10', isDelivered: false, status: 'user refuse' },
      ],
    })
  })

  it('lets other events through as such', () => {
    expect(open({ ...head, Event: 'debug_demo' })).toMatchObject({ kind: 'other', event: 'debug_demo' })
    expect(open({ ...head, MsgType: 'text', Content: '您好' })).toMatchObject({ kind: 'other', event: '' })
  })
})
