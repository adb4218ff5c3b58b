import { noticeLimits } from '@linli/shared/notices/notice'
import { noticeStepTargets } from '@linli/shared/notices/notice.state'
import { formatMoment } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { readPieceState } from '../contentCheck/official.pieces'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { fieldOf, unsigned } from './notice.check'
import { Notice, type NoticeRecord } from './notice.model'
import { makeNoticeEntry } from './notice.service'

const minute = 60_000
const after = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * minute)

const tooLateReason =
  '内容核对到时间还没有结果，所以没有发。请再送审；着急的话，请没有写这条公告的同事，或者上一级，先在“内容审核”里看一看。'

/** Up to when what is due waits for a verdict: then it goes back to whoever wrote it. */
const heldUntil = ({ heldAt, expiresAt }: Pick<NoticeRecord, 'heldAt' | 'expiresAt'>): Date => {
  const most = after(heldAt ?? new Date(0), noticeLimits.holdMinutes.most)
  return expiresAt && expiresAt < most ? expiresAt : most
}

/** For those at the desk: why it is not out, what happens next, and by when. */
export function describeHold(notice: NoticeRecord, now: Date): string | undefined {
  if (notice.state !== 'scheduled' || !notice.heldAt) return undefined
  if (notice.mustReach) return '文字和照片正在核对。几分钟里没有结果，就先发出去。'
  const until = formatMoment(heldUntil(notice), now)
  return `文字和照片还没有核对好，核对通过就自动发。${until}以前没有结果，会退给写的人。着急的话，请没有写这条公告的同事，或者上一级，在“内容审核”里先看一看。`
}

async function giveBack({ _id, version }: NoticeRecord, deps: Deps): Promise<void> {
  const by = { name: systemActor.displayName }
  const entry = makeNoticeEntry('sendBack', by, deps.clock.now(), tooLateReason)
  const outbox = makeOutboxEntry('notice.sentBack', {}, deps)
  await Notice.updateOne(
    { _id, state: 'scheduled', version },
    {
      $set: {
        ...{ state: noticeStepTargets.scheduled.giveBack, sentBackReason: tooLateReason, hasOutbox: true },
      },
      $unset: unsigned,
      $push: { history: entry, outbox },
      $inc: { version: 1 },
    },
  )
  kickOutbox(Notice)
}

/** Who wrote it and who signed it hear once that it has not gone out. */
async function tellHeld({ _id, version }: NoticeRecord, deps: Deps): Promise<void> {
  await Notice.updateOne(
    { _id, state: 'scheduled', version },
    {
      $set: { isHeldTold: true, hasOutbox: true },
      $push: { outbox: makeOutboxEntry('notice.held', {}, deps) },
    },
  )
  kickOutbox(Notice)
}

/**
 * Signed and due, a notice still waits until its words and photos have passed the check, or a person of 内容审核 has let
 * them pass: a risky text that a district has read cannot be unread. An ordinary one waits for a day at most, then goes
 * back to its writer. What people must know of danger, outage or recall waits for minutes only: two people have looked at
 * it by then, a warning that comes late can cost a life, and a word too much does not; the check goes on, and what it
 * finds later is for a person. Held risky before it is out it does not go out either: its writer is told at once.
 * @returns when to look again; undefined when it may go.
 */
export async function holdForCheck(notice: NoticeRecord, deps: Deps): Promise<Date | undefined> {
  const state = await readPieceState('notice', notice, fieldOf(notice))
  if (state === 'pass') return undefined
  const now = deps.clock.now()
  const { urgent, untilTold } = noticeLimits.holdMinutes
  const { heldAt = now } = notice
  if (!notice.heldAt) await Notice.updateOne({ _id: notice._id, state: 'scheduled' }, { $set: { heldAt } })
  if (notice.mustReach) {
    const until = after(heldAt, urgent)
    if (now < until) return until
    return state === 'hidden' ? after(now, 1) : undefined
  }
  const [tellAt, until] = [after(heldAt, untilTold), heldUntil({ ...notice, heldAt })]
  if (now >= until) {
    await giveBack(notice, deps)
    return until
  }
  if (now < tellAt) return tellAt < until ? tellAt : until
  if (!notice.isHeldTold) await tellHeld(notice, deps)
  return until
}
