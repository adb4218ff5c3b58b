import type { Deps } from '../../deps'
import type { CheckScene, MediaCheckStart, TextVerdict } from '../../integrations/wechat/wechat.port'
import { makePublicMediaUrl } from '../media/mediaLink'
import { User } from '../users/user.model'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { openTexts } from './contentCheck.service'
import type { CheckedPart } from './contentCheck.verdict'
import { MediaVerdict } from './mediaVerdict.model'

type CheckedMedia = StoredContentCheck['media'][number]

const sceneOf = (check: StoredContentCheck): CheckScene => check.scene as CheckScene

/** The openid WeChat knows the author by in the mini program, wherever the text was written; '' when there is none. */
async function findMiniOpenid(userId: string, deps: Deps): Promise<string> {
  const user = await User.findById(userId, { openids: 1 }).lean()
  return user?.openids.find(({ appid }) => appid === deps.config.wechat.mini.appid)?.openid ?? ''
}

/** The answer, or undefined when the port threw or said nothing in time: the check is tried again. */
async function askInTime<T>(ask: () => Promise<T>, milliseconds: number, deps: Deps): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined)
    }, milliseconds)
  })
  try {
    return await Promise.race([ask(), silence])
  } catch (error) {
    deps.logger.warn({ err: error }, 'content check could not be asked')
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

interface Asking {
  openid: string
  callMilliseconds: number
  deps: Deps
}

/** What WeChat takes at once. Source: msgSecCheck v2; counted in UTF-16 units to be safe, no character cut in half. */
const longestContent = 2500

/** The texts in as few pieces as WeChat takes. */
function cutForCheck(texts: readonly string[]): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of texts.join('\n')) {
    if (piece.length + character.length > longestContent) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return piece.trim() === '' ? pieces : [...pieces, piece]
}

const severity = ['pass', 'review', 'risky'] as const
const isWorse = (a: TextVerdict, b: TextVerdict): boolean =>
  severity.indexOf(a.verdict) > severity.indexOf(b.verdict)

/** The worst verdict of all pieces; undefined when one could not be asked. */
async function askPieces(
  pieces: readonly string[],
  ask: (content: string) => Promise<TextVerdict | undefined>,
): Promise<TextVerdict | undefined> {
  let worst: TextVerdict = { verdict: 'pass' }
  for (const [i, content] of pieces.entries()) {
    const answer = await ask(content)
    if (!answer || answer.uncheckedReason === 'failed') return undefined
    if (i === 0 || isWorse(answer, worst)) worst = answer
  }
  return worst
}

function readTextVerdict({ textVerdict: known }: StoredContentCheck): CheckedPart | undefined {
  return known
    ? {
        verdict: known.verdict,
        label: known.label ?? undefined,
        uncheckedReason: known.uncheckedReason ?? undefined,
      }
    : undefined
}

/** The verdict on the words; asked once, unless asking failed. */
async function askText(
  check: StoredContentCheck,
  { openid, callMilliseconds, deps }: Asking,
): Promise<CheckedPart> {
  const known = readTextVerdict(check)
  if (known) return known
  if (openid === '') return { verdict: 'review', uncheckedReason: 'noOpenid' }
  const answer = await askPieces(cutForCheck(openTexts(check, deps)), (content) =>
    askInTime<TextVerdict>(
      () => deps.ports.wechat.checkText({ openid, scene: sceneOf(check), content }),
      callMilliseconds,
      deps,
    ),
  )
  if (!answer) return { verdict: 'failed' }
  await ContentCheck.updateOne({ _id: check._id }, { $set: { textVerdict: answer } })
  return answer
}

/** What handing a file in came to, to be kept: asked once, unless asking failed. */
type HandedIn = Pick<CheckedMedia, 'traceId' | 'uncheckedReason'>

async function handIn(
  check: StoredContentCheck,
  media: CheckedMedia,
  { openid, callMilliseconds, deps }: Asking,
): Promise<HandedIn | undefined> {
  const mediaUrl = makePublicMediaUrl(media.mediaId.toString(), deps)
  const mediaType = media.kind === 'voice' ? 'audio' : 'image'
  const answer = await askInTime<MediaCheckStart>(
    () => deps.ports.wechat.checkMedia({ openid, scene: sceneOf(check), mediaUrl, mediaType }),
    callMilliseconds,
    deps,
  )
  if (!answer || (answer.verdict === 'review' && answer.uncheckedReason === 'failed')) return undefined
  const [field, value] =
    answer.verdict === 'pending'
      ? (['traceId', answer.traceId] as const)
      : (['uncheckedReason', answer.uncheckedReason] as const)
  await ContentCheck.updateOne(
    { _id: check._id, 'media.mediaId': media.mediaId },
    { $set: { [`media.$.${field}`]: value } },
  )
  return { [field]: value }
}

/** The verdict that was pushed under a number. It may have come before the number was stored. */
async function readVerdict(traceId: string): Promise<Pick<CheckedPart, 'verdict' | 'label'>> {
  const found = await MediaVerdict.findOne({ traceId }).lean()
  return found ? { verdict: found.verdict, label: found.label ?? undefined } : { verdict: 'waiting' }
}

const isHandedIn = ({ traceId, uncheckedReason }: CheckedMedia): boolean =>
  traceId != null || uncheckedReason != null

async function readMedia(
  { mediaId: id, mustReview }: CheckedMedia,
  handedIn: Pick<CheckedMedia, 'traceId' | 'uncheckedReason'> | undefined,
): Promise<CheckedPart> {
  const mediaId = id.toString()
  if (mustReview) return { mediaId, verdict: 'review', mustReview: true }
  if (!handedIn) return { mediaId, verdict: 'failed' }
  if (handedIn.traceId != null) return { mediaId, ...(await readVerdict(handedIn.traceId)) }
  return { mediaId, verdict: 'review', uncheckedReason: handedIn.uncheckedReason ?? 'notVisited' }
}

async function askMedia(
  check: StoredContentCheck,
  media: CheckedMedia,
  asking: Asking,
): Promise<CheckedPart> {
  if (media.mustReview || isHandedIn(media)) return readMedia(media, media)
  if (asking.openid === '')
    return { mediaId: media.mediaId.toString(), verdict: 'review', uncheckedReason: 'noOpenid' }
  return readMedia(media, await handIn(check, media, asking))
}

/** What is known already, without a question: what was not answered is `failed`. */
export async function readAnswers(check: StoredContentCheck): Promise<CheckedPart[]> {
  const text: CheckedPart[] = check.texts == null ? [] : [readTextVerdict(check) ?? { verdict: 'failed' }]
  const media = check.media.map((each) => readMedia(each, isHandedIn(each) ? each : undefined))
  return [...text, ...(await Promise.all(media))]
}

/**
 * Asks WeChat about the words and each file, in the name of the author's mini program wherever they wrote.
 * @param callMilliseconds how long one question may take.
 */
export async function askAboutContent(
  check: StoredContentCheck,
  callMilliseconds: number,
  deps: Deps,
): Promise<CheckedPart[]> {
  const asking = { openid: await findMiniOpenid(check.userId.toString(), deps), callMilliseconds, deps }
  const parts = check.texts == null ? [] : [await askText(check, asking)]
  for (const media of check.media) parts.push(await askMedia(check, media, asking))
  return parts
}
