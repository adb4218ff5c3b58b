import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../../deps'
import type { MediaAccess } from './mediaAccess'

type LinkDeps = Pick<Deps, 'config' | 'clock'>

const minute = 60_000

/** A link in a page lives ten to fifteen minutes: it stays the same for a while, so that pictures are cached. */
const viewMilliseconds = 10 * minute
const viewStep = 5 * minute

/** WeChat fetches within minutes, but may queue. */
const publicMilliseconds = 60 * minute

export type GrantedAccess = Exclude<MediaAccess, 'none'>

function sign(payload: string, { config }: LinkDeps): string {
  const key = hkdfSync('sha256', Buffer.from(config.tokenKey, 'base64'), '', 'media links', 32)
  return createHmac('sha256', Buffer.from(key)).update(payload).digest('base64url')
}

function isSigned(payload: string, signature: string, deps: LinkDeps): boolean {
  const expected = Buffer.from(sign(payload, deps))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

const isOver = (expiry: string, deps: LinkDeps): boolean => parseInt(expiry, 36) <= deps.clock.now().getTime()

/** Permission for one viewer to fetch one file without headers. */
function makeViewToken(mediaId: string, viewerId: string, access: GrantedAccess, deps: LinkDeps): string {
  const now = deps.clock.now().getTime()
  const expiry = (Math.ceil(now / viewStep) * viewStep + viewMilliseconds).toString(36)
  const payload = `${expiry}.${access}.${viewerId}`
  return `${payload}.${sign(`view.${mediaId}.${payload}`, deps)}`
}

/** What a link allows; `expired` when it once did, undefined when it never did. */
export function readViewToken(
  token: string,
  mediaId: string,
  deps: LinkDeps,
): GrantedAccess | 'expired' | undefined {
  const [expiry = '', access = '', viewerId = '', signature = ''] = token.split('.')
  if (!isSigned(`view.${mediaId}.${expiry}.${access}.${viewerId}`, signature, deps)) return undefined
  if (isOver(expiry, deps)) return 'expired'
  return access === 'full' ? 'full' : 'checked'
}

interface LinkedMedia {
  id: string
  kind: 'photo' | 'voice'
}

/**
 * Addresses, on this server, of a file that the viewer may see, to be put into a view: `<image src>` sends no
 * headers. Ten to fifteen minutes; with access `checked` it opens only while the file has passed the content check.
 */
export function signMediaUrl(
  media: LinkedMedia,
  viewer: { userId: string; access: GrantedAccess },
  deps: LinkDeps,
): { url: string; thumbnailUrl?: string } {
  const token = makeViewToken(media.id, viewer.userId, viewer.access, deps)
  const base = `/api/media/${media.id}`
  const url = `${base}?token=${token}`
  return media.kind === 'photo' ? { url, thumbnailUrl: `${base}/thumbnail?token=${token}` } : { url }
}

/** The address from which WeChat's servers fetch a file to check it. */
export function makePublicMediaUrl(mediaId: string, deps: LinkDeps): string {
  const payload = `${mediaId}.${(deps.clock.now().getTime() + publicMilliseconds).toString(36)}`
  return `${deps.config.publicUrl}/api/media/public/${payload}.${sign(`public.${payload}`, deps)}`
}

/** Whose file a public address names; `expired` when its time is over, undefined when it is not ours. */
export function readPublicToken(token: string, deps: LinkDeps): { mediaId: string } | 'expired' | undefined {
  const [mediaId = '', expiry = '', signature = ''] = token.split('.')
  if (!isSigned(`public.${mediaId}.${expiry}`, signature, deps)) return undefined
  return isOver(expiry, deps) ? 'expired' : { mediaId }
}
