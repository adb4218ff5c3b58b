import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Delivery } from './delivery.model'
import { countUnread } from './inbox.service'
import { InboxMessage } from './inboxMessage.model'

/** Takes back what these people were told of a need before they became those it is about; sent letters stay sent. */
export async function forgetMessages(
  need: Types.ObjectId,
  userIds: ReadonlySet<string>,
  { publish }: Pick<Deps, 'publish'>,
): Promise<void> {
  for (const userId of userIds) {
    const { deletedCount } = await InboxMessage.deleteMany({ userId, need })
    if (deletedCount === 0) continue
    await Delivery.deleteMany({ userId, isOpen: true, key: new RegExp(`^need:${need.toString()}:`) })
    publish({ name: 'inbox.changed', rooms: [`user:${userId}`], data: { unread: await countUnread(userId) } })
  }
}
