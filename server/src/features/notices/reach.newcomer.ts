import { placeOf } from '@linli/shared/areas/areas'
import type { Deps } from '../../deps'
import { insertMissing } from '../messages/insertMissing'
import { storeDeliveries } from '../messages/outbox.mover'
import { Person } from '../register/person.model'
import { findMember, type Found } from './audience.sources'
import { listFamilyMessages } from './notice.family'
import { causeOfNotice, writeNoticeMessage } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { toReach } from './notice.send'
import { NoticeReach, type ReachRecord } from './reach.model'
import { lookSoon } from './reach.place'
import { rankNewcomer } from './reach.rank'

/** What holds now and must reach everybody of a community; an area has a few at a time. */
async function listHolding(community: string, now: Date): Promise<NoticeRecord[]> {
  const { street, district } = placeOf(community)
  const found: NoticeRecord[] = []
  for (const areaCode of [community, street, district].filter((code) => code !== undefined)) {
    const out = await Notice.find({ areaCode, state: 'published' }, { outbox: 0, history: 0 }).lean<
      NoticeRecord[]
    >()
    found.push(...out.filter(({ mustReach, expiresAt }) => mustReach && (!expiresAt || expiresAt > now)))
  }
  return found
}

/** By app, subscription and SMS as everybody, and her family; each once, whenever it is done again. */
async function tell(notice: NoticeRecord, { userId, personId }: Found, deps: Deps): Promise<void> {
  const at = notice.publishedAt ?? deps.clock.now()
  const own = userId
    ? [{ cause: causeOfNotice(notice._id), message: writeNoticeMessage(notice, userId.toString(), at) }]
    : []
  const family = await listFamilyMessages(notice, personId ? [personId] : [], at)
  await storeDeliveries([...own, ...family], deps)
}

/** With a line of her own by her risk, so that somebody goes to her door as to all others. */
async function addLine(notice: NoticeRecord, member: Found, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const line = toReach(notice, member, now)
  const known = await NoticeReach.findOne({ key: line.key }).lean<ReachRecord>()
  if (known && known.state !== 'waiting' && known.state !== 'visiting') return
  if (!known) await insertMissing(NoticeReach, [{ ...line, ...(await rankNewcomer(notice, line, deps)) }])
  await tell(notice, member, deps)
  await lookSoon(notice._id, now)
}

/**
 * Who has come to live where a 必达 notice holds, or is known there only now, is told as if she had lived there when it went
 * out. Repeatable.
 */
export async function tellNewcomer(personId: string, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const person = await Person.findOne({ _id: personId }, { community: 1 }).lean()
  if (person?.community == null) return
  for (const notice of await listHolding(person.community, now)) {
    const member = await findMember(notice, personId, { now, crypto: deps.crypto })
    if (member) await addLine(notice, member, deps)
  }
}
