import { buildSubscribeMessage, tell } from '../../test/messages.factory'
import { createTestDeps, type TestDeps } from '../../test/testApp'
import { buildUser, type TestUser } from '../../test/users.factory'
import { listAccountDeletionHooks, listAccountMergeHooks, listOwnDataHooks } from '../users/userHooks'
import { Delivery } from './delivery.model'
import { deliverDue } from './delivery.service'
import { InboxMessage } from './inboxMessage.model'
import { savePreference } from './preference.service'
import { addAccept, readQuota } from './subscription.quota'

let deps: TestDeps
let user: TestUser
let other: TestUser
beforeEach(async () => {
  deps = createTestDeps()
  user = await buildUser()
  other = await buildUser()
  await tell([buildSubscribeMessage(user.id), buildSubscribeMessage(other.id)], deps)
})

const ofMessages = <T extends { name: string }>(hooks: T[]): T => {
  const hook = hooks.find(({ name }) => name === 'messages')
  if (!hook) throw new Error('messages have not registered')
  return hook
}

it('go with their reader when two accounts become one, and so does what may still be sent', async () => {
  await addAccept(user.id, 'needProgress', 'client')
  await addAccept(user.id, 'notice', 'client')
  await addAccept(other.id, 'notice', 'client')
  await addAccept(other.id, 'notice', 'client')
  const { move } = ofMessages(listAccountMergeHooks())
  await move(user.id, other.id, deps)
  await move(user.id, other.id, deps)
  expect(await InboxMessage.countDocuments({ userId: other.id })).toBe(2)
  expect(await readQuota(user.id)).toEqual(new Map())
  expect(Object.fromEntries(await readQuota(other.id))).toEqual({ needProgress: 1, notice: 2 })
  await deliverDue(deps)
  expect(deps.ports.wechat.sent).toMatchObject([{ openid: other.openid }])
})

it('are shown to their reader, in words and as a file', async () => {
  const { describe: describeData, collect } = ofMessages(listOwnDataHooks())
  expect(await describeData(user.id, deps)).toEqual([
    { title: '我的消息', items: [{ label: '收到的消息', value: '1 条，保存半年' }] },
  ])
  expect(await collect(user.id, deps)).toMatchObject([{ title: '门铃响了' }])
})

it('end with the account, and only with that one', async () => {
  await savePreference(
    { userId: user.id, sessionId: '', displayName: '', level: 'guest', memberships: [] },
    'instant',
  )
  await addAccept(user.id, 'notice', 'client')
  expect(await ofMessages(listAccountDeletionHooks()).erase(user.id, deps)).toEqual([])
  expect(await InboxMessage.countDocuments({ userId: user.id })).toBe(0)
  expect(await Delivery.countDocuments({ userId: user.id })).toBe(0)
  expect(await readQuota(user.id)).toEqual(new Map())
  expect(await InboxMessage.countDocuments({ userId: other.id })).toBe(1)
})
