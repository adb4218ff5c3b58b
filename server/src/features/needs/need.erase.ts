import type { Types } from 'mongoose'
import type { KeptRecord } from '@linli/shared/users/ownData.contract'
import type { Deps } from '../../deps'
import { forgetCheckedWords } from '../contentCheck/contentCheck.service'
import { Media } from '../media/media.model'
import type { StoredMedia } from '../media/media.service'
import { removeMedia } from '../media/mediaRemoval'
import { Need, type HistoryEntry, type NeedRecord } from './need.model'

/** Source of the ten years: 机关文件材料归档范围和文书档案保管期限规定, 一般诉求. */
const keptYears = 10
const dayMilliseconds = 24 * 60 * 60 * 1000

/** A step with its time and who did it; what anybody wrote or pictured in it may name the person. */
function bareEntry(entry: HistoryEntry): HistoryEntry {
  const bare: HistoryEntry = { ...entry }
  delete bare.text
  delete bare.media
  // Why it was returned is a code of a list, every other reason was written freely.
  if (entry.details && entry.action !== 'return') {
    bare.details = { ...entry.details }
    delete bare.details.reason
  }
  return bare
}

async function removePictures({ media, history }: NeedRecord, deps: Pick<Deps, 'ports'>): Promise<void> {
  const all = [...media, ...history.flatMap((entry) => entry.media ?? [])]
  const rows = await Media.find({ _id: { $in: all.map(({ id }) => id) } }).lean<StoredMedia[]>()
  await removeMedia(rows, {}, deps)
}

/** Takes from one ended need all that says who it was for; tried again when something was written meanwhile. */
async function eraseNeed(id: Types.ObjectId, deps: Pick<Deps, 'ports'>): Promise<void> {
  const need = await Need.findOne({ _id: id }).lean<NeedRecord | null>()
  if (!need) return
  await removePictures(need, deps)
  const { modifiedCount } = await Need.updateOne(
    { _id: id, version: need.version },
    {
      $set: { media: [], answers: [], history: need.history.map(bareEntry) },
      $unset: {
        text: 1,
        contact: 1,
        place: 1,
        building: 1,
        outcomeReason: 1,
        holdReason: 1,
        'rating.text': 1,
      },
      $inc: { version: 1 },
    },
  )
  if (modifiedCount === 0) return eraseNeed(id, deps)
  await forgetCheckedWords('need', id.toString())
}

/**
 * When an account goes, its ended needs keep their steps, times and outcomes, without a word that anybody wrote; an
 * open one keeps the account from going.
 */
export async function eraseNeeds(userId: string, deps: Pick<Deps, 'clock' | 'ports'>): Promise<KeptRecord[]> {
  const needs = await Need.find({ reporterId: userId }, { _id: 1, open: 1 }).lean()
  for (const { _id, open } of needs) if (!open) await eraseNeed(_id, deps)
  if (needs.length === 0) return []
  return [
    {
      what: '诉求办理的步骤、时间和结果（文字、照片、地址、联系方式和评价的话已删除）',
      basis: '政务服务档案要求保存',
      until: new Date(deps.clock.now().getTime() + keptYears * 366 * dayMilliseconds).toISOString(),
    },
  ]
}
