import type { Types } from 'mongoose'
import { NoticeReach, reachKeyOf, type ReachEntry, type ReachRecord } from './reach.model'

const mostTries = 5

/**
 * Somebody knows of it now, or an SMS was tried for somebody whom a person has to tell. The first way counts; further ones are written down beside it, each once. Nothing happens
 * where the person is not one of those who must be reached.
 * @returns the record as it is then.
 */
export async function noteReached(key: string, entry: ReachEntry): Promise<ReachRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const record = await NoticeReach.findOne({ key }).lean<ReachRecord>()
    if (!record || record.channels.includes(entry.channel)) return record ?? undefined
    // That a gateway took it says nothing of somebody of 85 who lives alone.
    const isTried = entry.channel === 'sms' && record.needsPerson === true
    const isFirst = !isTried && (record.state === 'waiting' || record.state === 'visiting')
    const { modifiedCount } = await NoticeReach.updateOne(
      { _id: record._id, version: record.version },
      {
        ...(isFirst ? { $set: { state: 'reached', reachedBy: entry.channel, reachedAt: entry.at } } : {}),
        ...(isFirst || entry.channel === 'sms' ? { $unset: { lookAt: 1 } } : {}),
        $push: { entries: entry, channels: entry.channel },
        $inc: { version: 1 },
      },
    )
    if (modifiedCount === 1) return (await NoticeReach.findOne({ key }).lean<ReachRecord>()) ?? undefined
  }
  throw new Error(`what reached ${key} was always written by others`)
}

/**
 * Where somebody stands among those who must be reached: as a person of the register, or as an account that was found there,
 * or merged, only after the notice went out.
 */
export async function listOwnKeys(
  noticeId: Types.ObjectId,
  { userId, personId }: { userId: string; personId?: string | undefined },
): Promise<string[]> {
  const rows = await NoticeReach.find({ userId }, { key: 1, noticeId: 1 }).lean<
    Pick<ReachRecord, 'key' | 'noticeId'>[]
  >()
  const own = rows.filter((row) => row.noticeId.equals(noticeId)).map(({ key }) => key)
  return [...new Set(personId === undefined ? own : [reachKeyOf(noticeId, { personId }), ...own])]
}

/** A visit was made for somebody who still waited. @returns whether this was the one. */
export async function noteVisiting(
  record: ReachRecord,
  visitId: Types.ObjectId,
  visitedOn: string,
): Promise<boolean> {
  const { modifiedCount } = await NoticeReach.updateOne(
    { _id: record._id, state: 'waiting', version: record.version },
    { $set: { state: 'visiting', visitId, visitedOn }, $inc: { version: 1, visits: 1 } },
  )
  return modifiedCount === 1
}

/**
 * What a visit had told turns out not to be so: she counts by the next way she was told, or waits again.
 * @returns whether she waits.
 */
export async function takeBackVisit(key: string, visitId: Types.ObjectId): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const record = await NoticeReach.findOne({ key }).lean<ReachRecord>()
    if (!record?.visitId?.equals(visitId) || record.reachedBy !== 'visit') return false
    const other = record.entries.find(
      ({ channel }) => channel !== 'visit' && (channel !== 'sms' || record.needsPerson !== true),
    )
    const { modifiedCount } = await NoticeReach.updateOne(
      { _id: record._id, version: record.version },
      {
        ...(other
          ? { $set: { reachedBy: other.channel, reachedAt: other.at } }
          : { $set: { state: 'waiting' }, $unset: { reachedBy: 1, reachedAt: 1, visitId: 1 } }),
        $pull: { channels: 'visit' },
        $inc: { version: 1 },
      },
    )
    if (modifiedCount === 1) return !other
  }
  throw new Error(`what reached ${key} was always written by others`)
}

/** Whoever went met nobody: the person waits again, for a visit of its own. */
export async function noteNobodyMet({ _id, version }: ReachRecord): Promise<void> {
  await NoticeReach.updateOne(
    { _id, state: 'visiting', version },
    { $set: { state: 'waiting' }, $unset: { visitId: 1 }, $inc: { version: 1 } },
  )
}
