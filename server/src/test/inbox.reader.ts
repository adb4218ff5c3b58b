import { InboxMessage } from '../features/messages/inboxMessage.model'
import { deliverDue } from '../features/messages/delivery.service'
import { moveOutbox } from '../features/messages/outbox.mover'
import type { TestDeps } from './testApp'

/** What people were told, after everything waiting has gone out. */
export class Inbox {
  constructor(private readonly deps: TestDeps) {}

  async deliver(): Promise<void> {
    await moveOutbox(this.deps)
    await deliverDue(this.deps)
  }

  /** Events of a person's messages, the oldest first. */
  async read(userId: string): Promise<string[]> {
    const rows = await InboxMessage.find({ userId }).sort({ _id: 1 }).lean()
    return rows.map((row) => row.event)
  }
}
