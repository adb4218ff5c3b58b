import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { WechatPushError, type PushEvent, type PushQuery } from '../../integrations/wechat/push.event'
import { AppError } from '../../lib/appError'
import { createSignal } from '../../lib/signal'
import { insertMissing } from './insertMissing'
import { takeAnswers } from './subscription.service'
import { WechatPush } from './wechatPush.model'

/** A push was stored that is to be handled. */
export const pushStored = createSignal()

type Kind = PushEvent['kind']
type EventOf<K extends Kind> = Extract<PushEvent, { kind: K }>
type Handler<K extends Kind> = (event: EventOf<K>, deps: Deps) => Promise<void>

const handlers = new Map<Kind, (event: PushEvent, deps: Deps) => Promise<void>>()

/** Called once when the feature is loaded. A handler may run again after a crash, never for a repeated push. */
export function registerWechatEvent<K extends Kind>(kind: K, handler: Handler<K>): void {
  handlers.set(kind, (event, deps) => handler(event as EventOf<K>, deps))
}

registerWechatEvent('subscriptionAnswered', takeAnswers)
registerWechatEvent('subscriptionSent', (event, deps) => {
  for (const result of event.results)
    if (!result.isDelivered)
      deps.logger.warn(
        { templateId: result.templateId, status: result.status },
        'subscription message not shown',
      )
  return Promise.resolve()
})

function checkPush<T>(read: () => T, { logger }: Pick<Deps, 'logger'>): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof WechatPushError)) throw error
    logger.warn({ reason: error.reason }, error.message)
    throw new AppError('push.refused')
  }
}

/** Answers WeChat's check of the address. */
export function answerPushCheck(query: PushQuery, deps: Deps): string {
  return checkPush(() => deps.ports.wechat.verifyPushUrl(query), deps)
}

/** Checks and stores a push, once however often it comes; it is handled after the answer. */
export async function receivePush(query: PushQuery, rawBody: string, deps: Deps): Promise<void> {
  const event = checkPush(() => deps.ports.wechat.parsePush(query, rawBody), deps)
  if (!handlers.has(event.kind)) return
  const now = deps.clock.now()
  await insertMissing(WechatPush, [
    {
      _id: new Types.ObjectId(),
      key: event.dedupeKey,
      event,
      isOpen: true,
      attempts: 0,
      nextAttemptAt: now,
      receivedAt: now,
    },
  ])
  pushStored.send()
}

const batchSize = 50
const leaseMilliseconds = 60_000
const maxAttempts = 10

/** Handles what was pushed, until nothing is due; one server at a time has each. */
export async function handlePushes(deps: Deps): Promise<void> {
  const rows = await WechatPush.find({ isOpen: true, nextAttemptAt: { $lte: deps.clock.now() } })
    .sort({ nextAttemptAt: 1 })
    .limit(batchSize)
    .lean()
  for (const row of rows) {
    const claim = await WechatPush.updateOne(
      { _id: row._id, isOpen: true, nextAttemptAt: row.nextAttemptAt },
      {
        $set: { nextAttemptAt: new Date(deps.clock.now().getTime() + leaseMilliseconds) },
        $inc: { attempts: 1 },
      },
    )
    if (claim.modifiedCount === 1) await handlePush(row, deps)
  }
  if (rows.length === batchSize) await handlePushes(deps)
}

async function handlePush(
  { _id, event, attempts }: { _id: Types.ObjectId; event: unknown; attempts: number },
  deps: Deps,
): Promise<void> {
  const push = event as PushEvent
  try {
    await handlers.get(push.kind)?.(push, deps)
  } catch (error) {
    deps.logger.error({ err: error, kind: push.kind, attempts: attempts + 1 }, 'push could not be handled')
    if (attempts + 1 < maxAttempts) return // due again when the lease ends
  }
  await WechatPush.updateOne({ _id }, { $unset: { isOpen: 1 } })
}
