import { Types } from 'mongoose'
import { registerOutboxSource } from '../messages/outbox'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { Mute, type MuteRecord } from './mute.model'
import { expandMute } from './mute.service'
import { Report, type ReportRecord } from './report.model'

const mostOwn = 1000

const listOwn = (userId: string): Promise<ReportRecord[]> =>
  Report.find({ userId }).sort({ _id: -1 }).limit(mostOwn).lean<ReportRecord[]>()

/** What other features ask of moderation; called once, where the routes are listed. */
export function registerModerationHooks(): void {
  registerOutboxSource<MuteRecord>({
    name: 'forumMute',
    model: Mute,
    expand: (mute, entry) => Promise.resolve(expandMute(mute, entry)),
  })
  registerAccountMerge({
    name: 'moderation',
    async move(from, into) {
      const userId = new Types.ObjectId(into)
      await Report.updateMany({ userId: from }, { $set: { userId } })
      await Mute.updateMany({ userId: from }, { $set: { userId } })
    },
  })
  registerOwnData({
    name: 'contentReports',
    async describe(userId) {
      const own = await listOwn(userId)
      if (own.length === 0) return []
      return [{ title: '反映过的内容', items: [{ label: '我反映过的内容', value: `${own.length} 条` }] }]
    },
    async collect(userId) {
      const own = await listOwn(userId)
      return own.map(({ subjectKind, reason, note, at, outcome }) => ({
        subjectKind,
        reason,
        note,
        at,
        outcome,
      }))
    },
  })
  registerAccountDeletion({
    name: 'moderation',
    async erase(userId) {
      await Report.deleteMany({ userId })
      await Mute.deleteMany({ userId })
      return []
    },
  })
}
