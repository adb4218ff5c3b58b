import { bondRelationNames } from '@linli/shared/families/bond'
import type { Types } from 'mongoose'
import { User } from '../users/user.model'
import { listFamilyBonds } from './ladder'
import { isAlarm } from './sos.change'
import type { SosEntry, SosRecord } from './sos.model'

/** What she is told herself of her own call: what happened, who is asked, and how she answers. No names. */
interface OwnWords {
  title: string
  body: string
  sms?: string
}

/** The accounts of the one it is for. */
export async function listOwnAccounts({
  personId,
  callerUserId,
}: Pick<SosRecord, 'personId' | 'callerUserId'>): Promise<Set<string>> {
  const own = personId
    ? await User.find({ personId, deletedAt: { $exists: false } }, { _id: 1 })
        .limit(3)
        .lean()
    : []
  return new Set([
    ...own.map(({ _id }) => _id.toString()),
    ...(callerUserId ? [callerUserId.toString()] : []),
  ])
}

const asked = '正在请家人、楼组长和网格员打电话、上门看您，一直到联系上。'
const answer = '您没事，请点开按“我没事”；有电话来请接一下。危急请打 120。'

const ofDoor = (what: string): OwnWords => ({
  title: `${what}，正在找您`,
  body: `${what}。${asked}${answer}`,
  sms: `【邻里】${what}，家人和社区正在找您。您没事请打开邻里按“我没事”，有电话来请接一下。`,
})

const shut = ofDoor('有人上门，敲门没人应')
const awaited = ofDoor('约好的服务没有等到您')

const ofProxy = (who: string, what: string): OwnWords => ({
  title: `${who}替您${what}`,
  body: `正在通知家人、楼组长、网格员和街道值班，一直到有人回应。${answer}`,
  sms: `【邻里】${who}替您${what}，正在请人来帮您。您没事请打开邻里按“我没事”，危急请打120。`,
})

/** 「您的女儿」: who pressed, by what they are to her. */
async function sayWho(personId: Types.ObjectId | undefined, userId: Types.ObjectId | undefined, now: Date) {
  const bonds = personId ? await listFamilyBonds(personId, now) : []
  const bond = bonds.find(({ proxyUserId }) => userId !== undefined && proxyUserId.equals(userId))
  return bond ? `您的${bondRelationNames[bond.relation]}` : '您的家人'
}

/**
 * Where she is to be told otherwise than the others, who are to run or need not; undefined where theirs do for her too.
 * A call that she pressed herself is no news to her, nor one that somebody has seen to before she could read of it.
 */
export async function wordForHer(
  sos: SosRecord,
  entry: SosEntry | undefined,
  now: Date,
): Promise<OwnWords | undefined> {
  const isSought = sos.state === 'raised' || sos.state === 'acknowledged'
  if (!entry || (isAlarm(entry) && !isSought)) return undefined
  switch (entry.action) {
    case 'raise':
      if (sos.cause === 'noAnswer') return shut
      if (sos.cause === 'absent') return awaited
      return ofProxy(await sayWho(sos.personId, entry.by.userId, now), '按了紧急求助')
    case 'press':
      return ofProxy(await sayWho(sos.personId, entry.by.userId, now), '又按了一次紧急求助')
    case 'unanswered':
      return ofDoor('又一次没有见到您')
    case 'cancel':
      return {
        title: `${await sayWho(sos.personId, entry.by.userId, now)}说是按错了`,
        body: '会有人打电话来问您一声，请接一下。您要是真的需要帮忙，请点开按“再通知一次”，危急打 120。',
      }
    case 'opened':
    case 'answered':
      return {
        title: '不用再找您了',
        body: '已经知道您在哪里，通知过的人都不用再赶来。需要帮忙，随时再按紧急求助。',
      }
    default:
      return undefined
  }
}
