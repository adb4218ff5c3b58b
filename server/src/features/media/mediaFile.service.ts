import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { Media } from './media.model'
import { canReadMedia } from './media.policy'
import type { StoredMedia } from './media.service'
import { findMediaAccess, type MediaAccess } from './mediaAccess'
import { readPublicToken, readViewToken } from './mediaLink'

export interface MediaFile {
  bytes: Buffer
  contentType: string
}

export type MediaVersion = 'whole' | 'thumbnail'

async function findStored(id: string): Promise<StoredMedia> {
  const media = Types.ObjectId.isValid(id) ? await Media.findById(id).lean<StoredMedia>() : null
  assertThat(media?.storedAt != null, 'record.not_found')
  return media
}

async function readBytes(media: StoredMedia, version: MediaVersion, deps: Deps): Promise<MediaFile> {
  const key = version === 'whole' ? media.key : media.thumbnailKey
  const bytes = key == null ? undefined : await deps.ports.storage.get(key)
  assertThat(bytes, 'record.not_found')
  return { bytes, contentType: version === 'whole' ? media.contentType : 'image/jpeg' }
}

function readLink(token: string, mediaId: string, deps: Deps): MediaAccess {
  const access = readViewToken(token, mediaId, deps)
  if (access === 'expired') throw new AppError('media.link_expired')
  return access ?? 'none'
}

async function findAccess(
  actor: Actor | undefined,
  media: StoredMedia,
  token: string | undefined,
  deps: Deps,
): Promise<MediaAccess> {
  if (token !== undefined) return readLink(token, media._id.toString(), deps)
  if (!actor) throw new AppError('session.required')
  if (media.ownerId.toString() === actor.userId) return 'full'
  return media.attachedTo ? findMediaAccess(actor, media.attachedTo, media._id.toString(), deps) : 'none'
}

/**
 * The bytes of a file, for its owner and for those who may see the record it is part of; a link carries its own
 * permission. Whoever may not is told no more than that there is nothing.
 */
export async function readMedia(
  actor: Actor | undefined,
  input: { id: string; token?: string | undefined; version: MediaVersion },
  deps: Deps,
): Promise<MediaFile> {
  if (!actor && input.token === undefined) throw new AppError('session.required')
  const media = await findStored(input.id)
  const access = await findAccess(actor, media, input.token, deps)
  assertThat(canReadMedia(access, media.check), 'record.not_found')
  return readBytes(media, input.version, deps)
}

/** For WeChat's servers, which hold nothing but the address. */
export async function readPublicMedia(token: string, deps: Deps): Promise<MediaFile> {
  const named = readPublicToken(token, deps)
  assertThat(named, 'record.not_found')
  if (named === 'expired') throw new AppError('media.link_expired')
  return readBytes(await findStored(named.mediaId), 'whole', deps)
}
