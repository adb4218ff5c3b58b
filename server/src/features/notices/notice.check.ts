import { noticeStepTargets } from '@linli/shared/notices/notice.state'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { checkPiece, isPieceRefused } from '../contentCheck/official.pieces'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { pageOfNotice } from './notice.messages'
import { Notice, photosOf, type NoticeRecord } from './notice.model'
import { describePresent, makeNoticeEntry } from './notice.service'
import { noticeDue } from './notice.sweep'
import { withdrawFields } from './notice.withdraw'

/** The piece that is checked of a notice: its present words and photos. */
export const fieldOf = ({ edition = 0 }: NoticeRecord): string => `words:${edition}`

/** Handed in, its words and photos are checked while somebody else looks at them. At least once. */
export async function applyNoticeEntry(notice: NoticeRecord, { event }: OutboxEntry, deps: Deps) {
  if (event !== 'notice.submitted') return
  const { title, text, writerId: userId } = notice
  const piece = { field: fieldOf(notice), userId, texts: [title, text], media: photosOf(notice) }
  await checkPiece('notice', notice, piece, pageOfNotice(notice._id), deps)
}

/** @throws AppError `notice.words_refused` while these words are held risky and nobody above has let them through. */
export async function assertNotRefused(notice: NoticeRecord): Promise<void> {
  const isRefused = await isPieceRefused('notice', notice, fieldOf(notice))
  assertThat(!isRefused, 'notice.words_refused', describePresent(notice))
}

/** What a draft has not, whatever it was before. */
export const unsigned = {
  approverId: 1,
  approverName: 1,
  signerId: 1,
  signedBy: 1,
  nextAt: 1,
  heldAt: 1,
  isHeldTold: 1,
} as const

const refusedReason =
  '文字或照片没有通过核对。请改一改再送审；觉得核对得不对，打开收到的消息，点“请上一级再看看”。'
const withdrawnReason = '内容没有通过核对'

/** What people must know of danger is withdrawn by a person's word alone. */
const isLeftToPerson = ({ mustReach, state }: NoticeRecord, isByPerson: boolean): boolean =>
  mustReach && !isByPerson && noticeStepTargets[state].refuse === 'withdrawn'

/** What is out already is withdrawn with its trace. */
function planRefusal(notice: NoticeRecord, isByPerson: boolean, now: Date) {
  const to = noticeStepTargets[notice.state].refuse
  if (to === undefined || isLeftToPerson(notice, isByPerson)) return undefined
  if (to === 'withdrawn')
    return {
      $set: {
        state: to,
        ...withdrawFields({ reason: withdrawnReason, byName: systemActor.displayName }, now),
      },
    }
  return { $set: { state: to, sentBackReason: refusedReason }, $unset: unsigned }
}

/** It is out and the check doubts it: those who can withdraw it are asked at once, and once. */
async function askSpokesperson(_id: NoticeRecord['_id'], deps: Deps): Promise<void> {
  const outbox = makeOutboxEntry('notice.doubted', {}, deps)
  await Notice.updateOne(
    { _id, state: 'published', isDoubted: { $ne: true } },
    { $set: { isDoubted: true, hasOutbox: true }, $push: { outbox } },
  )
  kickOutbox(Notice)
}

const mostTries = 5

/** What is signed and waits for this verdict goes on at once. */
async function wake(id: string, now: Date): Promise<void> {
  const { modifiedCount } = await Notice.updateOne({ _id: id, state: 'scheduled' }, { $min: { nextAt: now } })
  if (modifiedCount > 0) noticeDue.send()
}

/** The check, or who decides above, holds what was written for risky: its writer is told by the check itself. */
export async function takeNoticeVerdict(
  { subject, state, isByPerson = false }: ContentDecision,
  deps: Deps,
): Promise<void> {
  if (state !== 'hidden') {
    await wake(subject.id, deps.clock.now())
    return
  }
  for (let tries = 0; tries < mostTries; tries += 1) {
    const notice = await Notice.findOne({ _id: subject.id }).lean<NoticeRecord>()
    const now = deps.clock.now()
    if (!notice || subject.field !== fieldOf(notice)) return
    if (isLeftToPerson(notice, isByPerson)) await askSpokesperson(notice._id, deps)
    const plan = planRefusal(notice, isByPerson, now)
    if (!plan) return
    const isWithdrawn = plan.$set.state === 'withdrawn'
    const reason = isWithdrawn ? withdrawnReason : refusedReason
    const action = isWithdrawn ? 'withdraw' : 'sendBack'
    const entry = makeNoticeEntry(action, { name: systemActor.displayName }, now, reason)
    const told = isWithdrawn ? [makeOutboxEntry('notice.refused', {}, deps)] : []
    const { modifiedCount } = await Notice.updateOne(
      { _id: notice._id, state: notice.state, version: notice.version },
      {
        ...plan,
        $set: { ...plan.$set, ...(isWithdrawn ? { hasOutbox: true } : {}) },
        $inc: { version: 1 },
        $push: { history: entry, outbox: { $each: told } },
      },
    )
    if (modifiedCount === 1) {
      kickOutbox(Notice)
      noticeDue.send()
      return
    }
  }
  throw new Error(`something always came between the verdict and notice ${subject.id}`)
}
