import type { MediaView } from '@linli/shared/media/media.contract'
import type { Place } from '@linli/shared/areas/areas'
import type { Deps } from '../../deps'
import { checkContent } from '../contentCheck/contentCheck.service'
import { Media } from '../media/media.model'
import { signMediaUrl } from '../media/mediaLink'
import type { MediaSnapshot } from '../media/media.service'
import type { Actor } from '../users/actor'

/** Which of these files have passed the check; in one read. */
export async function readPassed(media: readonly MediaSnapshot[]): Promise<ReadonlySet<string>> {
  if (media.length === 0) return new Set()
  const rows = await Media.find({ _id: { $in: media.map(({ id }) => id) } }, { check: 1 }).lean()
  return new Set(rows.filter(({ check }) => check === 'pass').map(({ _id }) => _id.toString()))
}

/** Photos the community published: its staff see them all, neighbours each once it has passed the check. */
export function viewOfficialMedia(
  media: readonly MediaSnapshot[],
  { actor, isStaff, passed }: { actor: Actor; isStaff: boolean; passed: ReadonlySet<string> },
  deps: Deps,
): MediaView[] {
  const viewer = { userId: actor.userId, access: isStaff ? ('full' as const) : ('checked' as const) }
  return media
    .filter(({ id }) => isStaff || passed.has(id))
    .map((file) => ({ id: file.id, kind: file.kind, ...signMediaUrl(file, viewer, deps) }))
}

interface Published {
  kind: 'project' | 'meeting'
  id: string
  field: string
  userId: string
  place: Place
  texts: (string | undefined)[]
  media: readonly MediaSnapshot[]
  page: string
}

/** What neighbours read in the place of words that were taken away. */
export const hiddenWords = '这一段正在核对，暂时看不到。'

/** The community speaks in its own name and is read at once; its pictures, and what it wrote, are checked as well. */
export async function checkOfficial(
  { kind, id, field, userId, place, texts, media, page }: Published,
  deps: Deps,
): Promise<void> {
  const given = texts.filter((text) => text !== undefined)
  const mediaIds = media.map((file) => file.id)
  await checkContent({ subject: { kind, id, field }, userId, place, texts: given, mediaIds, page }, deps)
}
