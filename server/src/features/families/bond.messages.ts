import { bondRelationNames } from '@linli/shared/families/bond'
import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { findElderUser } from './bond.change'
import type { BondRecord } from './bond.model'

interface Words {
  title: string
  body: string
}

const elderPage = 'packages/families/pages/proxies/index'
const proxyPage = 'packages/families/pages/elders/index'
const staffPage = 'packages/families/pages/manage/index'

/** A message carries no names: it may lie on a lock screen. */
const toProxy: Record<string, Words> = {
  'bond.consent': { title: '老人同意由您代办了', body: '现在可以替老人办事了，每件事都会写明是您代办的。' },
  'bond.refuse': { title: '老人这次没有同意', body: '可以先打个电话说说，再发一份邀请。' },
  'bond.confirmInPerson': {
    title: '社区已经当面问过老人',
    body: '请打开“我的长辈”点“接受”，接受以后才生效。',
  },
  'bond.checkAgain': { title: '监护文书核对好了', body: '请打开“我的长辈”点“接受”，接受以后才生效。' },
  'bond.decline': { title: '这次没有办成', body: '可以打电话问问社区，需要什么再补上。' },
  'bond.change': { title: '您的代办授权有改动', body: '请打开“我的长辈”看看现在可以办哪些事。' },
  'bond.revoke': {
    title: '老人取消了您的代办授权',
    body: '从现在起不能再替老人办事。办到一半的事，社区会接着办。',
  },
  'bond.revokeForElder': {
    title: '您的代办授权取消了',
    body: '社区按老人的意思取消的。办到一半的事，社区会接着办。',
  },
  'bond.accountsMerged': {
    title: '您的两份代办授权合成了一份',
    body: '您的两个账号合成了一个。请打开“我的长辈”看看现在可以办哪些事。',
  },
  'bond.expire': { title: '您的代办授权到期了', body: '还要继续的话，请再发一份邀请，或请社区办理。' },
}

const toElder: Record<string, Words> = {
  'bond.accept': { title: '有亲属可以替您办事了', body: '替您办的每件事都看得到，不想要了随时可以取消。' },
  'bond.renounce': { title: '一位亲属不再替您办事', body: '要办事可以自己点，也可以打电话给社区。' },
  'bond.revokeForElder': { title: '按您的意思，代办授权取消了', body: '从现在起，这位亲属不能再替您办事。' },
  'bond.change': { title: '代办的内容有改动', body: '请打开“我的亲属”看看，不对的话告诉社区。' },
  'bond.accountsMerged': {
    title: '一位亲属的两份授权合成了一份',
    body: '他的两个账号合成了一个。请打开“我的亲属”看看，不对的话告诉社区。',
  },
  'bond.expire': { title: '一份代办授权到期了', body: '还想请这位亲属办事，让他再发一份邀请给您。' },
}

const toStaff: Record<string, Words> = {
  'bond.requested': { title: '有亲属请社区办理代办授权', body: '请联系老人，当面问过再办。' },
  'bond.checked': { title: '有一份监护文书要再核对', body: '请另一位同事核对。' },
  'bond.reviewDue': { title: '有一份监护满一年，请复核', body: '一个月内没有复核，授权会自动结束。' },
}

/** What the staff hear of depends on where the bond has come to. */
function findStaffEvent({ event }: OutboxEntry, bond: BondRecord): string {
  if (event === 'bond.create' && bond.state === 'requested') return 'bond.requested'
  if ((event === 'bond.create' || event === 'bond.checkDocument') && bond.state === 'checked')
    return 'bond.checked'
  return event
}

/** Whom a change of a bond is told to. Run again after a crash it comes to the same people. */
export async function expandBond(bond: BondRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  const { event } = entry
  const district = bond.district ?? ''
  const messages: Message[] = []
  const proxyId = bond.proxyUserId.toString()
  const author = bond.history.find(({ id }) => id === entry.data.entryId)?.by.userId.toString()
  const forProxy =
    event === 'bond.create' && bond.state === 'offered' ? toProxy['bond.confirmInPerson'] : toProxy[event]
  if (forProxy && author !== proxyId)
    messages.push({ userId: proxyId, event, ...forProxy, page: proxyPage, district })
  const elderId = toElder[event] && bond.personId && (await findElderUser(bond.personId))
  const forElder = toElder[event]
  if (elderId && forElder && author !== elderId) {
    const relation = bondRelationNames[bond.relation]
    const title = event === 'bond.accept' ? `您的${relation}可以替您办事了` : forElder.title
    messages.push({ userId: elderId, event, ...forElder, title, page: elderPage, district })
  }
  const forStaff = toStaff[findStaffEvent(entry, bond)]
  if (!forStaff || bond.community === undefined) return messages
  const staff = await listPostPeople(`triage:${bond.community}`, deps.clock.now())
  const others = staff.filter((userId) => userId !== author && userId !== proxyId && userId !== elderId)
  return [
    ...messages,
    ...others.map((userId) => ({ userId, event, ...forStaff, page: staffPage, district, isQueue: true })),
  ]
}
