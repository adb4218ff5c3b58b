import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Membership } from '../users/membership.model'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { Media } from './media.model'
import type { StoredMedia } from './media.service'
import { removeMedia } from './mediaRemoval'

const listOwn = (ownerId: string): Promise<StoredMedia[]> => Media.find({ ownerId }).lean<StoredMedia[]>()

/** Photos that staff took of finished work belong to the record of the need, not to the account. */
async function eraseOwn(ownerId: string, deps: Deps): Promise<void> {
  const isStaff = (await Membership.exists({ userId: ownerId })) !== null
  const rows = await listOwn(ownerId)
  await removeMedia(isStaff ? rows.filter(({ looseUntil }) => looseUntil != null) : rows, {}, deps)
}

registerAccountMerge({
  name: 'media',
  async move(from, into) {
    await Media.updateMany({ ownerId: from }, { $set: { ownerId: new Types.ObjectId(into) } })
  },
})

registerOwnData({
  name: 'media',
  async describe(userId) {
    const rows = await listOwn(userId)
    const count = (kind: string) => `${rows.filter((row) => row.kind === kind).length} 个`
    return [
      {
        title: '照片和录音',
        items: [
          { label: '照片', value: count('photo') },
          { label: '录音', value: count('voice') },
        ],
      },
    ]
  },
  async collect(userId, deps) {
    const files = []
    for (const { _id, kind, contentType, key, createdAt } of await listOwn(userId)) {
      const bytes = await deps.ports.storage.get(key)
      files.push({ id: _id.toString(), kind, contentType, createdAt, base64: bytes?.toString('base64') })
    }
    return files
  },
})

registerAccountDeletion({
  name: 'media',
  async erase(userId, deps) {
    await eraseOwn(userId, deps)
    return []
  },
})
