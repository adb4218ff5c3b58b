import type { DeliveryView } from '@linli/shared/messages/delivery.contract'
import type { MessageView } from '@linli/shared/messages/message.contract'
import { rereadDays } from '@linli/shared/time'
import type { DeliveryRow } from './delivery.model'
import type { InboxMessageRow } from './inboxMessage.model'

/** As it was written; its days are said as of the day on which it is read. */
export function viewMessage(row: InboxMessageRow, now: Date): MessageView {
  return {
    id: row._id.toString(),
    event: row.event,
    title: rereadDays(row.title, row.createdAt, now),
    body: rereadDays(row.body, row.createdAt, now),
    page: row.page,
    ...(row.need == null ? {} : { needId: row.need.toString() }),
    isUrgent: row.isUrgent,
    isRead: row.isRead,
    at: row.createdAt.toISOString(),
  }
}

export function viewDelivery(row: DeliveryRow, recipient: string): DeliveryView {
  return {
    id: row._id.toString(),
    channel: row.channel,
    event: row.event,
    state: row.state,
    recipient,
    attempts: row.attempts,
    ...(row.reason == null ? {} : { reason: row.reason }),
    createdAt: row.createdAt.toISOString(),
    ...(row.finishedAt == null ? {} : { finishedAt: row.finishedAt.toISOString() }),
  }
}
