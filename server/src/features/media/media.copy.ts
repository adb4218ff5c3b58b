import { mediaLimits } from '@linli/shared/media/media'
import { Types } from 'mongoose'
import path from 'node:path'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Actor } from '../users/actor'
import { Media } from './media.model'
import { makeMediaKey, type MediaSnapshot, type StoredMedia } from './media.service'

const dayMilliseconds = 24 * 60 * 60 * 1000

/** The bytes under a key of their own; undefined when they are gone. */
async function copyFile(key: string, deps: Deps): Promise<string | undefined> {
  const bytes = await deps.ports.storage.get(key)
  if (!bytes) return undefined
  const copy = `${makeMediaKey()}${path.extname(key)}`
  await deps.ports.storage.put(copy, bytes)
  return copy
}

async function copyOne(media: StoredMedia, deps: Deps): Promise<MediaSnapshot | undefined> {
  const key = await copyFile(media.key, deps)
  if (key === undefined) return undefined
  const thumbnailKey = media.thumbnailKey == null ? undefined : await copyFile(media.thumbnailKey, deps)
  const { ownerId, kind, contentType, width, height, seconds, mustReview } = media
  const now = deps.clock.now()
  const copy = await Media.create({
    _id: new Types.ObjectId(),
    ownerId,
    kind,
    contentType,
    key,
    mustReview,
    ...dropUndefined({
      thumbnailKey,
      width: width ?? undefined,
      height: height ?? undefined,
      seconds: seconds ?? undefined,
    }),
    storedAt: now,
    looseUntil: new Date(now.getTime() + mediaLimits.looseDays * dayMilliseconds),
  })
  return { id: copy._id.toString(), kind }
}

/** The actor's own files once more, unused: what was part of one record becomes part of another as well. */
export async function copyMedia(
  actor: Actor,
  files: readonly MediaSnapshot[],
  deps: Deps,
): Promise<MediaSnapshot[]> {
  if (files.length === 0) return []
  const stored = await Media.find({
    _id: { $in: files.map(({ id }) => id) },
    ownerId: actor.userId,
    storedAt: { $exists: true },
  }).lean<StoredMedia[]>()
  const copies = []
  for (const media of stored) copies.push(await copyOne(media, deps))
  return copies.filter((copy) => copy !== undefined)
}
