import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { maskName } from '../../lib/masks'
import { createSignal } from '../../lib/signal'
import type { Actor } from '../users/actor'
import { listHiddenRecords } from '../users/hiddenRecords'
import { User, type UserFields } from '../users/user.model'
import { Delivery, type DeliveryRow } from './delivery.model'
import { assertMayRepair } from './delivery.policy'
import { sendDelivery, type Outcome } from './delivery.send'
import { readCause } from './takenAway'

/** Deliveries were stored that are due. */
export const deliveriesStored = createSignal()

/** Waits after the first, second, … failed try; after the last one it is given up. */
export const backOffSeconds = [30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60] as const
const maxAttempts = backOffSeconds.length + 1

/** A server that has not reported by then is taken for dead. Longer than any adapter's time limit. */
const leaseMilliseconds = 60_000
const batchSize = 50
const sentAtOnce = 8

/** Sends what is due, until nothing is. */
export async function deliverDue(deps: Deps, signal?: AbortSignal): Promise<void> {
  let rows: DeliveryRow[]
  do {
    rows = await findDue(deps.clock.now())
    for (let i = 0; i < rows.length; i += sentAtOnce)
      await Promise.all(rows.slice(i, i + sentAtOnce).map((row) => deliver(row, deps)))
  } while (rows.length === batchSize && !signal?.aborted)
}

export function findDue(now: Date): Promise<DeliveryRow[]> {
  return Delivery.find({ isOpen: true, nextAttemptAt: { $lte: now } })
    .sort({ nextAttemptAt: 1 })
    .limit(batchSize)
    .lean<DeliveryRow[]>()
    .exec()
}

async function deliver(row: DeliveryRow, deps: Deps): Promise<void> {
  if (!(await claimDelivery(row, deps))) return
  const outcome: Outcome =
    row.attempts >= maxAttempts
      ? { state: 'failed', reason: row.reason ?? 'interrupted', isRetryable: false }
      : await sendDelivery(row, deps)
  await finishDelivery(row, outcome, deps)
}

/**
 * One server wins a delivery until its lease ends; then, if nobody reported, it is due again. So it is sent once
 * in normal operation and at least once after a crash.
 */
export async function claimDelivery(row: DeliveryRow, { clock }: Pick<Deps, 'clock'>): Promise<boolean> {
  const { modifiedCount } = await Delivery.updateOne(
    { _id: row._id, isOpen: true, attempts: row.attempts, nextAttemptAt: row.nextAttemptAt ?? null },
    {
      $set: { nextAttemptAt: new Date(clock.now().getTime() + leaseMilliseconds) },
      $inc: { attempts: 1 },
    },
  )
  return modifiedCount === 1
}

async function finishDelivery(row: DeliveryRow, outcome: Outcome, deps: Deps): Promise<void> {
  const attempts = row.attempts + 1
  const now = deps.clock.now()
  const wait = backOffSeconds[attempts - 1]
  if (outcome.state === 'failed' && outcome.isRetryable && wait !== undefined) {
    await Delivery.updateOne(
      { _id: row._id, isOpen: true, attempts },
      {
        $set: {
          state: 'failed',
          reason: outcome.reason,
          nextAttemptAt: new Date(now.getTime() + wait * 1000),
        },
      },
    )
    return
  }
  const state = outcome.state === 'failed' ? 'dead' : outcome.state
  const reason = outcome.state === 'sent' ? undefined : outcome.reason
  await Delivery.updateOne(
    { _id: row._id, isOpen: true, attempts },
    {
      $set: { state, finishedAt: now, ...(reason === undefined ? {} : { reason }) },
      $unset: { isOpen: 1, nextAttemptAt: 1, ...(reason === undefined ? { reason: 1 } : {}) },
    },
  )
  if (state === 'dead')
    deps.logger.warn({ delivery: row._id.toString(), channel: row.channel, reason }, 'delivery given up')
}

export interface DeadPage {
  rows: { row: DeliveryRow; recipient: string }[]
  nextCursor: string | undefined
}

/** What was given up in a district, newest first. */
export async function listDead(
  actor: Actor,
  { district, cursor, limit }: { district: string; cursor?: string | undefined; limit: number },
): Promise<DeadPage> {
  assertMayRepair(actor, district)
  const rows = await Delivery.find({
    state: 'dead',
    district,
    ...(cursor === undefined ? {} : { _id: { $lt: new Types.ObjectId(cursor) } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<DeliveryRow[]>()
  const page = rows.slice(0, limit)
  const hidden = await listHiddenRows(actor, page)
  const names = await readMaskedNames(page.map(({ userId }) => userId))
  return {
    rows: page
      .filter((row) => !hidden.has(row))
      .map((row) => ({ row, recipient: names.get(row.userId.toString()) ?? '已注销' })),
    nextCursor: rows.length > limit ? page.at(-1)?._id.toString() : undefined,
  }
}

/** Deliveries about a record that the actor must not know of. */
async function listHiddenRows(actor: Actor, rows: readonly DeliveryRow[]): Promise<ReadonlySet<DeliveryRow>> {
  const hidden = new Set<DeliveryRow>()
  for (const kind of new Set(rows.map((row) => readCause(row).kind))) {
    const own = rows.filter((row) => readCause(row).kind === kind)
    const ids = await listHiddenRecords(
      kind,
      actor,
      own.map((row) => readCause(row).id),
    )
    for (const row of own) if (ids.has(readCause(row).id)) hidden.add(row)
  }
  return hidden
}

async function readMaskedNames(userIds: Types.ObjectId[]): Promise<Map<string, string>> {
  const users = await User.find({ _id: { $in: userIds } }, { nickname: 1 }).lean<
    (Pick<UserFields, 'nickname'> & { _id: Types.ObjectId })[]
  >()
  return new Map(users.map(({ _id, nickname }) => [_id.toString(), maskName(nickname ?? '居民')]))
}

/** Sends a dead delivery again, with all its tries; two administrators at once send it once. */
export async function resend(actor: Actor, id: string, deps: Deps): Promise<DeliveryRow['state']> {
  const row = await Delivery.findOne({ _id: id }).lean<DeliveryRow>()
  assertThat(row, 'record.not_found')
  assertMayRepair(actor, row.district)
  assertThat((await listHiddenRows(actor, [row])).size === 0, 'record.not_found')
  const { modifiedCount } = await Delivery.updateOne(
    { _id: id, state: 'dead' },
    {
      $set: { state: 'waiting', isOpen: true, attempts: 0, nextAttemptAt: deps.clock.now() },
      $unset: { reason: 1, finishedAt: 1 },
    },
  )
  if (modifiedCount === 0) throw new AppError('delivery.not_dead', { state: row.state })
  deps.logger.info({ delivery: id, by: actor.userId }, 'dead delivery sent again')
  deliveriesStored.send()
  return 'waiting'
}
