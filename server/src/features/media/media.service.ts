import type { MediaKind } from '@linli/shared/media/media'
import { mediaLimits } from '@linli/shared/media/media'
import { Types } from 'mongoose'
import { randomBytes } from 'node:crypto'
import type { Deps } from '../../deps'
import type { UploadedFile } from '../../http/route'
import { AppError, assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { Media, type MediaFields } from './media.model'
import { preparePhoto } from './photo'
import { prepareVoice } from './voice'

export type StoredMedia = MediaFields & { _id: Types.ObjectId }

const dayMilliseconds = 24 * 60 * 60 * 1000

/** The bytes of a file under the keys they will have, and what is known of it. */
interface Preparation {
  fields: Pick<
    MediaFields,
    'contentType' | 'key' | 'thumbnailKey' | 'width' | 'height' | 'seconds' | 'mustReview'
  >
  files: [key: string, bytes: Buffer][]
}

/** Spread over 256 folders; says nothing about whose or what it is. */
export function makeMediaKey(): string {
  const name = randomBytes(20).toString('hex')
  return `media/${name.slice(0, 2)}/${name}`
}

async function prepare(kind: MediaKind, bytes: Buffer): Promise<Preparation> {
  const key = makeMediaKey()
  if (kind === 'voice') {
    const voice = await prepareVoice(bytes)
    const { contentType, seconds, mustReview } = voice
    const voiceKey = `${key}.${voice.extension}`
    const fields = { contentType, key: voiceKey, mustReview, ...(seconds === undefined ? {} : { seconds }) }
    return { fields, files: [[voiceKey, voice.bytes]] }
  }
  const { width, height, ...photo } = await preparePhoto(bytes)
  const [photoKey, thumbnailKey] = [`${key}.jpg`, `${key}-small.jpg`]
  return {
    fields: {
      contentType: 'image/jpeg',
      key: photoKey,
      thumbnailKey,
      width,
      height,
      mustReview: false,
    },
    files: [
      [photoKey, photo.bytes],
      [thumbnailKey, photo.thumbnail],
    ],
  }
}

/**
 * Keeps an uploaded file for its owner, who has `looseDays` to use it. Anyone signed in may upload: a guest's
 * need about a public place has a photo too. The record comes first, so that no file is ever left without one.
 */
export async function createMedia(
  actor: Actor,
  input: { kind: MediaKind },
  file: UploadedFile,
  deps: Deps,
): Promise<StoredMedia> {
  const now = deps.clock.now()
  const loose = await Media.countDocuments({ ownerId: actor.userId, looseUntil: { $gt: now } })
  assertThat(loose < mediaLimits.looseFiles, 'media.too_many_unused')
  const { fields, files } = await prepare(input.kind, file.bytes)
  const media = await Media.create({
    ...fields,
    ownerId: actor.userId,
    kind: input.kind,
    looseUntil: new Date(now.getTime() + mediaLimits.looseDays * dayMilliseconds),
  })
  for (const [key, bytes] of files) await deps.ports.storage.put(key, bytes)
  await Media.updateOne({ _id: media._id }, { $set: { storedAt: deps.clock.now() } })
  return media.toObject()
}

/** The record a file becomes part of. */
export interface AttachTarget {
  kind: string
  id: string
  /** The idempotency key of the request, so that its repetition may use the same files again. */
  requestKey?: string | undefined
}

/** What a record keeps of its files. */
export interface MediaSnapshot {
  id: string
  kind: MediaKind
}

/** One update that only one record may win; a repetition of the same request may move the file once more. */
async function attachOne(ownerId: string, mediaId: string, target: AttachTarget, now: Date) {
  const attachedTo = {
    kind: target.kind,
    id: target.id,
    ...(target.requestKey === undefined ? {} : { requestKey: target.requestKey }),
  }
  const own = { _id: mediaId, ownerId }
  const loose = await Media.updateOne(
    { ...own, looseUntil: { $gt: now }, storedAt: { $exists: true } },
    { $set: { attachedTo }, $unset: { looseUntil: 1 } },
  )
  if (loose.modifiedCount === 1) return
  const used = { ...own, 'attachedTo.kind': target.kind }
  const again = await Media.updateOne(
    target.requestKey === undefined
      ? { ...used, 'attachedTo.id': target.id }
      : { ...used, 'attachedTo.requestKey': target.requestKey },
    { $set: { attachedTo } },
  )
  assertThat(again.matchedCount === 1, 'media.not_usable', { mediaId })
}

/** Gives back what a failed call had taken. */
async function detach(mediaIds: readonly string[], target: AttachTarget, now: Date): Promise<void> {
  const looseUntil = new Date(now.getTime() + mediaLimits.looseDays * dayMilliseconds)
  await Media.updateMany(
    { _id: { $in: mediaIds }, 'attachedTo.kind': target.kind, 'attachedTo.id': target.id },
    { $set: { looseUntil }, $unset: { attachedTo: 1 } },
  )
}

/**
 * The files of a record that is changed, in the order asked for: those it has stay, others are attached. What is left out
 * stays with the record's past, where it was checked.
 */
export async function changeMedia(
  actor: Actor,
  present: readonly MediaSnapshot[],
  ids: readonly string[],
  target: AttachTarget,
  deps: Pick<Deps, 'clock'>,
): Promise<MediaSnapshot[]> {
  const known = new Set(present.map(({ id }) => id))
  const added = await attachMedia(
    actor,
    ids.filter((id) => !known.has(id)),
    target,
    deps,
  )
  const all = new Map([...present, ...added].map((file) => [file.id, file]))
  return [...new Set(ids)].flatMap((id) => all.get(id) ?? [])
}

/** The same of its photos; what is no photo stays behind them. */
export async function changePhotos(
  actor: Actor,
  present: readonly MediaSnapshot[],
  photoIds: readonly string[],
  target: AttachTarget,
  deps: Pick<Deps, 'clock'>,
): Promise<MediaSnapshot[]> {
  const photos = present.filter(({ kind }) => kind === 'photo')
  const rest = present.filter(({ kind }) => kind !== 'photo')
  return [...(await changeMedia(actor, photos, photoIds, target, deps)), ...rest]
}

/**
 * Makes the actor's own, unused files part of a record; all of them or none. Call it before the record is
 * stored and, when the store answers "this request was here before", once more with the id of the first record.
 * @throws AppError `media.not_usable` when a file is another's, used elsewhere, or gone.
 */
export async function attachMedia(
  actor: Actor,
  ids: readonly string[],
  target: AttachTarget,
  deps: Pick<Deps, 'clock'>,
): Promise<MediaSnapshot[]> {
  if (ids.length === 0) return []
  const now = deps.clock.now()
  const taken: string[] = []
  try {
    for (const mediaId of new Set(ids)) {
      await attachOne(actor.userId, mediaId, target, now)
      taken.push(mediaId)
    }
  } catch (error) {
    if (error instanceof AppError) await detach(taken, target, now)
    throw error
  }
  const rows = await Media.find({ _id: { $in: taken } }, { kind: 1 }).lean()
  const kinds = new Map(rows.map(({ _id, kind }) => [_id.toString(), kind]))
  return taken.flatMap((mediaId) => {
    const kind = kinds.get(mediaId)
    return kind ? [{ id: mediaId, kind }] : []
  })
}
