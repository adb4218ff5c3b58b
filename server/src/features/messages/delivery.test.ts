import { listDeadDeliveries, resendDelivery, type Channel } from '@linli/shared/messages/delivery.contract'
import { Types } from 'mongoose'
import { GatewayError } from '../../integrations/messaging/gateway.error'
import { expectError } from '../../test/apiClient'
import { Bell, buildMessage, buildSubscribeMessage, tell } from '../../test/messages.factory'
import { startTestApp, type TestApp, type TestDeps } from '../../test/testApp'
import { buildMembership, buildUser, testAreas, type TestUser } from '../../test/users.factory'
import { User } from '../users/user.model'
import { Delivery, type DeliveryRow } from './delivery.model'
import { backOffSeconds, claimDelivery, deliverDue, findDue } from './delivery.service'
import { addAccept, readQuota, takeOne } from './subscription.quota'

let app: TestApp
let deps: TestDeps
let user: TestUser
beforeEach(async () => {
  app = startTestApp()
  deps = app.deps
  user = await buildUser({ clearPhone: '13812345678' }, deps)
})

const readState = (channel: Channel) => Delivery.findOne({ channel }).lean<DeliveryRow>().exec()
const refuse = (errcode: number, retryable = false) =>
  Object.assign(new Error('refused'), { name: 'WechatError', errcode, retryable })
const tellBySms = () => tell([buildMessage(user.id, { smsText: '有新进展' })], deps)

describe('sending', () => {
  it('sends once when four servers look at the same time, with the key to dedupe on', async () => {
    await tellBySms()
    await Promise.all([1, 2, 3, 4].map(() => deliverDue(deps)))
    expect(deps.ports.sms.sent).toHaveLength(1)
    expect(deps.ports.sms.sent[0]).toMatchObject({ phone: '13812345678', text: '有新进展' })
    expect(deps.ports.sms.sent[0]?.key).toMatch(new RegExp(`^bells:.*:${user.id}:sms$`))
    expect(await readState('sms')).toMatchObject({ state: 'sent', attempts: 1 })
  })

  it('is taken over, with the same key, when the server that claimed it died', async () => {
    await tellBySms()
    const [row] = await findDue(deps.clock.now())
    expect(row && (await claimDelivery(row, deps))).toBe(true) // … and dies here
    await deliverDue(deps)
    expect(deps.ports.sms.sent).toHaveLength(0)
    deps.clock.advance(61, 'seconds')
    await deliverDue(deps)
    expect(deps.ports.sms.sent.map(({ key }) => key)).toEqual([row?.key])
  })

  it('backs off 30 s, 2 min, 10 min, 1 h, 6 h, then gives up', async () => {
    deps.ports.sms.failure = new GatewayError(503)
    await tellBySms()
    for (const seconds of backOffSeconds) {
      await deliverDue(deps)
      expect(await readState('sms')).toMatchObject({ state: 'failed', reason: 'the gateway answered 503' })
      const attempts = (await readState('sms'))?.attempts
      deps.clock.advance(seconds - 1, 'seconds')
      await deliverDue(deps)
      expect((await readState('sms'))?.attempts).toBe(attempts)
      deps.clock.advance(1, 'seconds')
    }
    await deliverDue(deps)
    const dead = await readState('sms')
    expect(dead).toMatchObject({ state: 'dead', attempts: 6 })
    expect(dead).not.toHaveProperty('isOpen')
    expect(await readState('inbox')).toMatchObject({ state: 'sent' })
  })

  it('gives up at once what the gateway refused for good', async () => {
    deps.ports.sms.failure = new GatewayError(400)
    await tellBySms()
    await deliverDue(deps)
    expect(await readState('sms')).toMatchObject({ state: 'dead', attempts: 1 })
  })

  it('gives up a delivery whose servers keep dying', async () => {
    await tellBySms()
    await Delivery.updateOne({ channel: 'sms' }, { $set: { attempts: 6 } })
    await deliverDue(deps)
    expect(await readState('sms')).toMatchObject({ state: 'dead', reason: 'interrupted' })
    expect(deps.ports.sms.sent).toHaveLength(0)
  })

  it('says that nothing was sent where a channel has no gateway', async () => {
    deps.ports.sms.isAvailable = false
    deps.ports.voice.isAvailable = false
    await tell([buildMessage(user.id, { smsText: '有新进展', voiceText: '请注意' })], deps)
    await deliverDue(deps)
    expect(await readState('sms')).toMatchObject({ state: 'skipped', reason: 'no gateway' })
    expect(await readState('voice')).toMatchObject({ state: 'skipped', reason: 'no gateway' })
  })

  it('calls, and reaches staff by 企业微信 under the account they have there', async () => {
    const urgent = { voiceText: '请注意', isQueue: true, isUrgent: true }
    await tell([buildMessage(user.id, urgent)], deps)
    expect(await readState('workMessage')).toBeNull()
    await Delivery.deleteMany({})
    await User.updateOne({ _id: user._id }, { $set: { workAccount: 'LiQiang' } })
    await tell([buildMessage(user.id, urgent)], deps)
    await deliverDue(deps)
    expect(deps.ports.voice.sent).toMatchObject([{ phone: '13812345678', text: '请注意' }])
    expect(deps.ports.workMessage.sent).toMatchObject([{ userId: 'LiQiang', title: '门铃响了' }])
  })

  it('sends without what was taken away meanwhile', async () => {
    deps.ports.workMessage.isAvailable = true
    await User.updateOne({ _id: user.id }, { $set: { workAccount: 'LiQiang' } })
    const quote = { pieces: ['name'], title: '有门铃响了', body: '打开看看。' }
    await tell([buildMessage(user.id, { isQueue: true, isUrgent: true, smsText: '门铃响了', quote })], deps)
    await Bell.updateMany({}, { $set: { name: 'muffled' } })
    await deliverDue(deps)
    expect(deps.ports.workMessage.sent).toMatchObject([{ title: '有门铃响了', text: '打开看看。' }])
    expect(deps.ports.sms.sent).toEqual([])
    expect(await readState('sms')).toMatchObject({ state: 'skipped', reason: 'taken away' })
  })
})

describe('subscription messages', () => {
  const tellBySubscription = () => tell([buildSubscribeMessage(user.id)], deps)
  const remaining = async () => (await readQuota(user.id)).get('needProgress')

  it('need a quota, and take one of it', async () => {
    await addAccept(user.id, 'needProgress', 'client')
    await tellBySubscription()
    await deliverDue(deps)
    expect(deps.ports.wechat.sent).toMatchObject([
      { openid: user.openid, templateId: 'sandboxNeedProgress000000000000000000000001', state: 'developer' },
    ])
    expect(await remaining()).toBe(0)
    await tellBySubscription()
    await deliverDue(deps)
    expect(deps.ports.wechat.sent).toHaveLength(1)
    expect(await Delivery.findOne({ channel: 'subscribe', state: 'skipped' }).lean()).toMatchObject({
      reason: 'no quota',
    })
  })

  it('set the quota to nothing on 43101, and are not tried again', async () => {
    for (let i = 0; i < 3; i += 1) await addAccept(user.id, 'needProgress', 'client')
    deps.ports.wechat.failure = refuse(43101)
    await tellBySubscription()
    await deliverDue(deps)
    expect(await remaining()).toBe(0)
    expect(await readState('subscribe')).toMatchObject({ state: 'skipped', reason: 'wechat 43101' })
  })

  it('give the quota back when WeChat could not be reached, and try again', async () => {
    await addAccept(user.id, 'needProgress', 'client')
    deps.ports.wechat.failure = Object.assign(new Error('timeout'), { retryable: true })
    await tellBySubscription()
    await deliverDue(deps)
    expect(await remaining()).toBe(1)
    expect(await readState('subscribe')).toMatchObject({ state: 'failed' })
    deps.ports.wechat.failure = undefined
    deps.clock.advance(30, 'seconds')
    await deliverDue(deps)
    expect(await readState('subscribe')).toMatchObject({ state: 'sent', attempts: 2 })
    expect(await remaining()).toBe(0)
  })

  it('are given up when the template or the page is wrong', async () => {
    await addAccept(user.id, 'needProgress', 'client')
    deps.ports.wechat.failure = refuse(40037)
    await tellBySubscription()
    await deliverDue(deps)
    expect(await readState('subscribe')).toMatchObject({ state: 'dead', reason: 'wechat 40037' })
    expect(await remaining()).toBe(1)
  })

  it('never take more than there is, under 20 senders', async () => {
    for (let i = 0; i < 7; i += 1) await addAccept(user.id, 'needProgress', 'client')
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeOne(user.id, 'needProgress')))
    expect(taken.filter(Boolean)).toHaveLength(7)
    expect(await remaining()).toBe(0)
  })

  it('of a long-term template need the yes, but no quota', async () => {
    const { templates } = deps.config.wechat
    const longTerm = { ...templates, needProgress: { id: 'long', isLongTerm: true } }
    deps.config = { ...deps.config, wechat: { ...deps.config.wechat, templates: longTerm } }
    await tellBySubscription()
    await deliverDue(deps)
    expect(deps.ports.wechat.sent).toHaveLength(0)
    await addAccept(user.id, 'needProgress', 'client')
    for (let i = 0; i < 2; i += 1) {
      await tellBySubscription()
      await deliverDue(deps)
    }
    expect(deps.ports.wechat.sent).toHaveLength(2)
    expect(await remaining()).toBe(1)
  })
})

describe('dead letters', () => {
  const { district } = testAreas
  let administrator: TestUser

  beforeEach(async () => {
    administrator = await buildUser()
    await buildMembership(administrator, 'administrator', district)
    await tell([1, 2, 3].map((i) => buildMessage(user.id, { smsText: `第 ${i} 条` })).slice(0, 1), deps)
    await Delivery.updateOne(
      { channel: 'sms' },
      {
        $set: { state: 'dead', reason: 'the gateway answered 503', finishedAt: deps.clock.now() },
        $unset: { isOpen: 1, nextAttemptAt: 1 },
      },
    )
  })

  const findId = async () => String((await readState('sms'))?._id)

  it('are listed for the administrator of the district, without words or names', async () => {
    const page = await app.api(administrator).ok(listDeadDeliveries, { query: { district } })
    expect(page.items).toMatchObject([
      { channel: 'sms', state: 'dead', recipient: '居*', reason: 'the gateway answered 503' },
    ])
    expect(JSON.stringify(page)).not.toContain('第 1 条')
    expect(page).not.toHaveProperty('nextCursor')
  })

  it('come in pages', async () => {
    for (let i = 0; i < 4; i += 1)
      await Delivery.create({
        key: `k${i}`,
        userId: user.id,
        district,
        channel: 'sms',
        event: 'bell.rung',
        state: 'dead',
        attempts: 6,
        createdAt: deps.clock.now(),
      })
    const first = await app.api(administrator).ok(listDeadDeliveries, { query: { district, limit: 3 } })
    const rest = await app
      .api(administrator)
      .ok(listDeadDeliveries, { query: { district, limit: 3, cursor: first.nextCursor } })
    const ids = [...first.items, ...rest.items].map(({ id }) => id)
    expect(new Set(ids).size).toBe(5)
    expect(rest).not.toHaveProperty('nextCursor')
    const wrong = await app.api(administrator).call(listDeadDeliveries, { query: { district, cursor: 'x' } })
    expectError(wrong, 'request.invalid')
  })

  it('are sent again once, with all their tries', async () => {
    const id = await findId()
    const answers = await Promise.all(
      [1, 2].map(() => app.api(administrator).call(resendDelivery, { params: { id } })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    await deliverDue(deps)
    expect(deps.ports.sms.sent).toHaveLength(1)
    expect(await readState('sms')).toMatchObject({ state: 'sent', attempts: 1 })
    expectError(await app.api(administrator).call(resendDelivery, { params: { id } }), 'delivery.not_dead')
  })

  it('stay closed to everyone else', async () => {
    const params = { id: await findId() }
    const query = { district }
    const stranger = await buildUser()
    await buildMembership(stranger, 'administrator', '310112')
    const secretary = await buildUser()
    await buildMembership(secretary, 'secretary', testAreas.community)
    for (const person of [stranger, secretary]) {
      expectError(await app.api(person).call(listDeadDeliveries, { query }), 'access.denied')
      expectError(await app.api(person).call(resendDelivery, { params }), 'access.denied')
    }
    expectError(await app.api().call(listDeadDeliveries, { query }), 'session.required')
    expectError(await app.api().call(resendDelivery, { params }), 'session.required')
    const unknown = { id: new Types.ObjectId().toString() }
    expectError(await app.api(administrator).call(resendDelivery, { params: unknown }), 'record.not_found')
    expect(await readState('sms')).toMatchObject({ state: 'dead' })
  })
})
