import { Types } from 'mongoose'
import { AppError } from '../../lib/appError'
import { FamilyBond } from '../families/bond.model'
import { Membership } from '../users/membership.model'
import { CheckIn, type CheckInRecord } from './checkIn.model'
import { SosCase, type SosRecord } from './sos.model'

interface Called {
  people: { userId: Types.ObjectId; name: string }[]
}

/** In whose hands the calls of an account are now: another account of the same person, or nobody's. */
interface Successor {
  from: Types.ObjectId
  into: Types.ObjectId | undefined
}

const names = (calls: readonly Called[], { from }: Successor): boolean =>
  calls.some(({ people }) => people.some(({ userId }) => userId.equals(from)))

/** Each who was called, once. */
function renameIn<C extends Called>(calls: readonly C[], { from, into }: Successor): C[] {
  return calls.map((call) => {
    const kept = call.people.filter(({ userId }) => !userId.equals(from))
    const own = call.people.find(({ userId }) => userId.equals(from))
    const isThere = into !== undefined && kept.some(({ userId }) => userId.equals(into))
    return { ...call, people: own && into && !isThere ? [...kept, { ...own, userId: into }] : kept }
  })
}

/** Of those she acts for, and of the places she serves: nobody else is called about anybody. */
async function listCheckIns({ from, into }: Successor): Promise<CheckInRecord[]> {
  const either = { $in: into ? [from, into] : [from] }
  const bonds = await FamilyBond.find({ proxyUserId: either }, { personId: 1 }).lean()
  const posts = await Membership.find({ userId: either }, { community: 1 }).lean()
  const own = bonds.flatMap(({ personId }) => personId ?? [])
  const found = await CheckIn.find({ _id: { $in: own } }).lean<CheckInRecord[]>()
  for (const community of new Set(posts.flatMap((post) => post.community ?? [])))
    for (const state of ['calling', 'visiting'] as const)
      found.push(...(await CheckIn.find({ community, isOn: true, state }).lean<CheckInRecord[]>()))
  return [...new Map(found.map((each) => [each._id.toString(), each])).values()]
}

async function followCheckIns(change: Successor): Promise<void> {
  for (const { _id, version, calls } of await listCheckIns(change)) {
    if (!names(calls, change)) continue
    const { modifiedCount } = await CheckIn.updateOne(
      { _id, version },
      { $set: { calls: renameIn(calls, change) }, $inc: { version: 1 } },
    )
    if (modifiedCount === 0) throw new AppError('request.retry')
  }
}

/** Cases that are open are few; who was called on duty reaches hers by the account that she has now. */
async function followCases(change: Successor): Promise<void> {
  const open = await SosCase.find({ nextAt: { $gt: new Date(0) } }).lean<SosRecord[]>()
  for (const { _id, version, attempts, dutyIds } of open) {
    const isOnDuty = dutyIds.some((id) => id.equals(change.from))
    if (!isOnDuty && !names(attempts, change)) continue
    const others = dutyIds.filter((id) => !id.equals(change.from) && !(change.into && id.equals(change.into)))
    const duty =
      isOnDuty && change.into ? [...others, change.into] : dutyIds.filter((id) => !id.equals(change.from))
    const { modifiedCount } = await SosCase.updateOne(
      { _id, version },
      { $set: { attempts: renameIn(attempts, change), dutyIds: duty }, $inc: { version: 1 } },
    )
    if (modifiedCount === 0) throw new AppError('request.retry')
  }
}

/**
 * Whoever was called about somebody, and has another account now, is told what comes of it there and may say that she
 * reached her; an account that ended is called no more. Repeatable.
 * @throws AppError `request.retry` when somebody was written of in the same moment.
 */
export async function followCalled(from: string, into?: string): Promise<void> {
  const change = {
    from: new Types.ObjectId(from),
    into: into === undefined ? undefined : new Types.ObjectId(into),
  }
  await followCheckIns(change)
  await followCases(change)
}
