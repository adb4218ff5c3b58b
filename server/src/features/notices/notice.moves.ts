import type { OutputOf } from '@linli/shared/contract'
import type { noticeContracts } from '@linli/shared/notices/notice.contract'
import { findNoticeTransition } from '@linli/shared/notices/notice.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { countAudience } from './notice.audience'
import { assertNotRefused, unsigned } from './notice.check'
import { Notice, type NoticeRecord } from './notice.model'
import {
  assertMayActOnNotice,
  assertTimes,
  findReadableNotice,
  makeNoticeEntry,
  readOwnName,
  refuseOvertaken,
} from './notice.service'
import { noticeDue } from './notice.sweep'
import { withdrawFields } from './notice.withdraw'

type ActBody = OutputOf<typeof noticeContracts.actOnNotice.body>

/** What one press changes besides the state. */
interface Move {
  $set?: Partial<NoticeRecord>
  $unset?: Partial<Record<keyof NoticeRecord, 1>>
  /** Who is next hears of it. */
  event?: string
}

interface Press {
  actor: Actor
  name: string
  notice: NoticeRecord
  body: ActBody
  now: Date
  crypto: Deps['crypto']
}

async function planSubmit({ notice, now, crypto }: Press): Promise<Move> {
  assertTimes(notice, now)
  await assertNotRefused(notice)
  const { people } = await countAudience(notice, { now, crypto }, 1)
  assertThat(people > 0, 'notice.nobody')
  return { $unset: { sentBackReason: 1 }, event: 'notice.submitted' }
}

/** Signed it goes out by the clock, at once or at its time; whoever signs stands below it by name. */
async function planSign({ actor, name, notice, now }: Press): Promise<Move> {
  assertTimes(notice, now)
  const area = (await readAreaNames([notice.areaCode])).get(notice.areaCode) ?? ''
  const wished = notice.publishAt
  return {
    $set: {
      signerId: new Types.ObjectId(actor.userId),
      signedBy: `${area}新闻发言人 ${name}`,
      nextAt: wished === undefined || wished < now ? now : wished,
    },
  }
}

async function planMove(press: Press): Promise<Move> {
  const { actor, name, body, now } = press
  switch (body.action) {
    case 'submit':
      return planSubmit(press)
    case 'approve':
      return {
        $set: { approverId: new Types.ObjectId(actor.userId), approverName: name },
        event: 'notice.approved',
      }
    case 'sendBack':
      return {
        $set: { sentBackReason: body.reason },
        $unset: { approverId: 1, approverName: 1 },
        event: 'notice.sentBack',
      }
    case 'sign':
      return planSign(press)
    case 'withdraw':
      return { $set: withdrawFields({ reason: body.reason, byName: name }, now) }
    case 'recall':
      return { $unset: unsigned }
    case 'discard':
      return {}
  }
}

/** One press: who writes, looks over, signs or withdraws. Of two at once one wins, the other sees what it became. */
export async function actOnNotice(
  actor: Actor,
  id: string,
  body: ActBody,
  deps: Deps,
): Promise<NoticeRecord> {
  const notice = await findReadableNotice(actor, id)
  assertMayActOnNotice(actor, body.action, notice)
  const to = findNoticeTransition(notice.state, body.action)?.to
  const now = deps.clock.now()
  const name = await readOwnName(actor, deps)
  const { $set, $unset, event } = await planMove({ actor, name, notice, body, now, crypto: deps.crypto })
  const reason = 'reason' in body ? body.reason : undefined
  const entry = makeNoticeEntry(body.action, { userId: actor.userId, name }, now, reason)
  const { modifiedCount } = await Notice.updateOne(
    { _id: id, state: notice.state, version: body.version },
    {
      $set: { ...$set, state: to, ...(event === undefined ? {} : { hasOutbox: true }) },
      ...($unset ? { $unset } : {}),
      $push: { history: entry, ...(event === undefined ? {} : { outbox: makeOutboxEntry(event, {}, deps) }) },
      $inc: { version: 1 },
    },
  )
  if (modifiedCount === 0) await refuseOvertaken(id)
  const subject = { kind: 'notice', id, district: notice.district }
  await recordAudit(actor, `notice.${body.action}`, subject, { reason }, deps)
  if (event !== undefined) kickOutbox(Notice)
  if ($set?.nextAt !== undefined) noticeDue.send()
  return findReadableNotice(actor, id)
}
