import type { Deps } from '../../deps'
import type { OutboxEntry } from '../messages/outbox'
import { forgetMessages } from '../messages/message.removal'
import { markForCounting } from '../statistics/statistic.count'
import { requestNeedCheck } from './need.check'
import { announceNeedMoved } from './need.followers'
import { Need, type NeedRecord } from './need.model'
import { listHiddenFrom } from './need.secrecy'

/** Whoever's need was merged hears how the other one goes on. */
async function followMerged(need: NeedRecord): Promise<void> {
  if (!need.mergedInto || !need.reporterId) return
  await Need.updateOne({ _id: need.mergedInto }, { $addToSet: { supporters: need.reporterId } })
}

/** What a change of a need brings about besides messages; at least once for each entry, so all of it is repeatable. */
export async function applyNeedEntry(need: NeedRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  await requestNeedCheck(need, entry, deps)
  await markForCounting(need._id)
  const step = need.history.find(({ id }) => id === entry.data.entryId)
  if (step && step.from !== step.to) await announceNeedMoved(need, deps)
  if (entry.event === 'need.merge') await followMerged(need)
  if (entry.event === 'need.setSubject') await forgetMessages(need._id, await listHiddenFrom(need), deps)
}
