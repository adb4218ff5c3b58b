import { bondRelationNames, type BondRelation } from '@linli/shared/families/bond'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { isDuplicate } from '../../lib/isDuplicate'
import { isActingNow, whileActing, type Acting } from '../families/bond.access'
import type { BondRecord } from '../families/bond.model'
import type { HistoryAuthor } from './need.change'
import { Need, type NeedRecord } from './need.model'

/** A relative, as the timeline names them. */
export function nameProxy(
  { relation, proxyName }: { relation: BondRelation; proxyName: string },
  userId: Types.ObjectId,
): HistoryAuthor {
  const name = `${bondRelationNames[relation]} ${proxyName}（代办）`
  return { userId, kind: 'resident', name, proxy: { relation } }
}

/** What a need keeps of who raised it for the person. */
export function toProxyRecord(acting: Acting | undefined): Pick<NeedRecord, 'proxy'> {
  if (!acting?.bond) return {}
  const { id, relation, proxyName } = acting.bond
  const userId = new Types.ObjectId(acting.userId)
  return { proxy: { userId, bondId: new Types.ObjectId(id), relation, name: proxyName } }
}

/**
 * Stores a need that a relative raises, together with the line of the log, while the bond is held.
 * @returns false when the same relative already sent this idempotency key: nothing was inserted.
 * @throws AppError `bond.ended`.
 */
export async function insertByProxy(record: NeedRecord, acting: Acting, deps: Deps): Promise<boolean> {
  const act = {
    what: `提了一件诉求（${record.category.name}）`,
    record: { kind: 'need', id: record._id.toString() },
  }
  try {
    await whileActing(
      acting,
      act,
      async (session) => {
        await Need.collection.insertOne(record, session ? { session } : {})
        return true
      },
      deps,
    )
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** The relative who raised it hears of it as long as the bond is in force. */
export async function findProxyToTell(
  { proxy, personId }: NeedRecord,
  deps: Pick<Deps, 'clock'>,
): Promise<string | undefined> {
  if (!proxy || personId === undefined) return undefined
  const userId = proxy.userId.toString()
  return (await isActingNow(userId, personId.toString(), 'needs', deps)) ? userId : undefined
}

/** What was raised for a person before there was an account becomes that account's. Repeatable. */
export async function adoptNeeds(userId: string, personId: string): Promise<void> {
  const waiting = { awaitsAccount: true, personId: new Types.ObjectId(personId) }
  const reporterId = new Types.ObjectId(userId)
  await Need.updateMany({ ...waiting, open: true }, { $set: { canConfirm: true } })
  await Need.updateMany(waiting, { $set: { reporterId }, $unset: { awaitsAccount: 1 } })
}

/**
 * A bond has ended: what that relative raised for a person without an account has nobody left who could confirm it
 * in the app, so a colleague calls. Repeatable.
 */
export async function releaseProxyNeeds(
  { personId, proxyUserId }: BondRecord,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  if (!personId || (await isActingNow(proxyUserId.toString(), personId.toString(), 'needs', deps))) return
  const left = { personId, source: 'proxy' as const, 'proxy.userId': proxyUserId, awaitsAccount: true }
  await Need.updateMany({ ...left, state: 'resolved' }, { $set: { canConfirm: false, isCallbackDue: true } })
  await Need.updateMany({ ...left, open: true }, { $set: { canConfirm: false } })
}
