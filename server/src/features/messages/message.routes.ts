import { deliveryContracts } from '@linli/shared/messages/delivery.contract'
import { messageContracts } from '@linli/shared/messages/message.contract'
import { subscriptionContracts } from '@linli/shared/messages/subscription.contract'
import { readRawBody } from '../../http/rawBody'
import { route, type Route } from '../../http/route'
import { listChanges } from './change.service'
import { listDead, resend } from './delivery.service'
import { listInbox, readInboxMessage, readInboxUpTo } from './inbox.service'
import { registerMessageHooks } from './message.hooks'
import './message.metrics'
import { viewDelivery, viewMessage } from './message.view'
import { readPreference, savePreference } from './preference.service'
import { answerPushCheck, receivePush } from './push.service'
import { listOffers, reportAnswers } from './subscription.service'

registerMessageHooks()

export const messageRoutes: Route[] = [
  route(messageContracts.listMessages, async ({ actor, query, deps }) => {
    const { rows, nextCursor, unread } = await listInbox(actor, query, deps)
    const now = deps.clock.now()
    return { items: rows.map((row) => viewMessage(row, now)), nextCursor, unread }
  }),
  route(messageContracts.readMessage, async ({ actor, params, deps }) => ({
    unread: await readInboxMessage(actor, params.id, deps),
  })),
  route(messageContracts.readAllMessages, async ({ actor, body, deps }) => ({
    unread: await readInboxUpTo(actor, body.upTo, deps),
  })),
  route(messageContracts.getMessagePreference, async ({ actor }) => ({
    queueMessages: await readPreference(actor),
  })),
  route(messageContracts.setMessagePreference, async ({ actor, body }) => ({
    queueMessages: await savePreference(actor, body.queueMessages),
  })),
  route(messageContracts.listChanges, ({ actor, query, deps }) => listChanges(actor, query.since, deps)),
  route(subscriptionContracts.listSubscriptions, async ({ actor, query, deps }) => ({
    items: await listOffers(actor, query.moment, deps),
  })),
  route(subscriptionContracts.reportSubscriptions, ({ actor, body }) => reportAnswers(actor, body.results)),
  route(subscriptionContracts.verifyWechatPush, ({ ctx, deps }) => answerPushCheck(ctx.query, deps)),
  route(subscriptionContracts.receiveWechatPush, async ({ ctx, deps }) => {
    await receivePush(ctx.query, await readRawBody(ctx), deps)
    return 'success'
  }),
  route(deliveryContracts.listDeadDeliveries, async ({ actor, query }) => {
    const { rows, nextCursor } = await listDead(actor, query)
    return { items: rows.map(({ row, recipient }) => viewDelivery(row, recipient)), nextCursor }
  }),
  route(deliveryContracts.resendDelivery, async ({ actor, params, deps }) => ({
    state: await resend(actor, params.id, deps),
  })),
]
