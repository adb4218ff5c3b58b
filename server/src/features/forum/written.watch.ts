import type { ContentReason, WatchReason } from '@linli/shared/contentCheck/contentCheck'
import { leadsOut } from '@linli/shared/forum/forum'
import { moderationRules } from '@linli/shared/moderation/moderation'
import type { Deps } from '../../deps'
import { normaliseText } from '../../lib/bigrams'
import { firstIdOf } from '../../lib/timedIds'
import { ContentCheck, type StoredContentCheck } from '../contentCheck/contentCheck.model'
import { openTexts } from '../contentCheck/contentCheck.service'
import type { WrittenRecord } from './post.model'
import type { WrittenKind } from './written.check'

interface Written {
  kind: WrittenKind
  texts: readonly (string | undefined)[]
}

const [minute, hour, day] = [60_000, 60 * 60_000, 24 * 60 * 60_000]
/** Nobody writes more in a day but a machine, which is held anyhow. */
const mostLooked = 100

/** Whether a desk has taken away what somebody wrote, several times and not long ago. */
async function wasTakenAway({ authorId }: WrittenRecord, now: Date): Promise<boolean> {
  const { pieces, days } = moderationRules.watch
  const decidedAt = { $gte: new Date(now.getTime() - days * day) }
  const filter = { userId: authorId, state: 'hidden' as const, decidedBy: { $exists: true }, decidedAt }
  const hidden = await ContentCheck.find(filter, { _id: 1 }).limit(pieces).lean()
  return hidden.length >= pieces
}

/** What the same author has written in the forum within the days in which it may wait, other than this piece. */
async function listLately({ authorId, _id }: WrittenRecord, now: Date): Promise<StoredContentCheck[]> {
  const since = firstIdOf(now.getTime() - moderationRules.waiting.days * day)
  const rows = await ContentCheck.find({ userId: authorId, _id: { $gte: since } })
    .sort({ _id: -1 })
    .limit(mostLooked)
    .lean<StoredContentCheck[]>()
  return rows.filter(
    ({ subjectKind, subjectId }) => subjectKind.startsWith('forum') && subjectId !== _id.toString(),
  )
}

const isOfToday = ({ requestedAt }: StoredContentCheck, now: Date): boolean =>
  requestedAt.getTime() >= now.getTime() - moderationRules.repeat.hours * hour

/** It waits because WeChat could not be asked or did not answer, which is nobody's fault. */
const unasked: readonly ContentReason[] = ['noOpenid', 'notVisited', 'failed', 'noAnswer', 'unconverted']

/** Several pieces are held for what they say, and no person has looked at them yet. */
function hasOthersWaiting(lately: readonly StoredContentCheck[]): boolean {
  const held = lately.filter(
    ({ rank, state, decidedBy, reasons, reportCount }) =>
      rank != null &&
      state !== 'pass' &&
      decidedBy == null &&
      (reportCount > 0 || reasons.some(({ code }) => !unasked.includes(code))),
  )
  return new Set(held.map(({ subjectId }) => subjectId)).size >= moderationRules.waiting.pieces
}

/** Answers come quicker than what somebody begins. */
const isAnswer = (kind: string): boolean => kind === 'forumComment' || kind === 'forumArgument'

function isFlood(lately: readonly StoredContentCheck[], kind: string, now: Date): boolean {
  const { minutes, pieces, answers } = moderationRules.flood
  const since = now.getTime() - minutes * minute
  const quick = lately.filter(
    ({ subjectKind, requestedAt }) =>
      isAnswer(subjectKind) === isAnswer(kind) && requestedAt.getTime() > since,
  )
  const others = new Set(quick.map(({ subjectId }) => subjectId))
  return others.size >= (isAnswer(kind) ? answers : pieces)
}

const joinWords = (texts: readonly (string | undefined)[]): string =>
  normaliseText(texts.filter((text) => text !== undefined).join(' '))

function isRepeated(
  lately: readonly StoredContentCheck[],
  texts: Written['texts'],
  deps: Pick<Deps, 'crypto'>,
): boolean {
  const words = joinWords(texts)
  if (Array.from(words).length < moderationRules.repeat.letters) return false
  return lately.some((check) => joinWords(openTexts(check, deps)) === words)
}

/**
 * Why a person sees a piece before neighbours do, though WeChat may let it pass: a flood, the same words again, a way
 * out of the app, or an author whose words were taken away of late or wait in numbers. What a desk or an official writes is its own.
 */
export async function findWatchReason(
  record: WrittenRecord,
  { kind, texts }: Written,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<WatchReason | undefined> {
  if (record.isOfficial) return undefined
  const now = deps.clock.now()
  if (await wasTakenAway(record, now)) return 'watched'
  if (texts.some((text) => text !== undefined && leadsOut(text))) return 'leadsOut'
  const lately = await listLately(record, now)
  if (isFlood(lately, kind, now)) return 'flood'
  const ofToday = lately.filter((check) => isOfToday(check, now))
  if (isRepeated(ofToday, texts, deps)) return 'repeated'
  return hasOthersWaiting(lately) ? 'waiting' : undefined
}
