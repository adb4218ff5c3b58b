import type { OutputOf } from '@linli/shared/contract'
import type { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { forumLimits } from '@linli/shared/forum/forum'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isStored } from '../../lib/isStored'
import { assertMayWrite } from '../forum/forum.members'
import { changePhotos } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { takeBackOthers } from './coSign.service'
import { changeClock } from './motion.clock'
import { Motion, type MotionEntry, type MotionRecord } from './motion.model'
import { assertMayActOnMotion, findReadableMotion, residentAuthor } from './motion.service'

type EditBody = OutputOf<typeof motionContracts.editMotion.body>

/** The same words and photos sent again by their author, because the answer was lost, are the same edit. */
function isWritten(
  motion: MotionRecord,
  actor: Actor,
  { version, title, text, photoIds }: EditBody,
): boolean {
  const photos = motion.media.flatMap(({ kind, id }) => (kind === 'photo' ? id : []))
  return (
    motion.authorId.toString() === actor.userId &&
    motion.version > version &&
    motion.edition > 1 &&
    isStored({ ...motion, photoIds: photos }, { title, text, photoIds: photoIds ?? photos })
  )
}

/**
 * Other words and photos, while nobody but the author stands behind them: what neighbours signed is never changed under their names.
 * They are checked anew; each edition is kept with its check, for whoever moderates.
 */
export async function editMotion(
  actor: Actor,
  id: string,
  { version, title, text, photoIds }: EditBody,
  deps: Deps,
): Promise<MotionRecord> {
  const motion = await findReadableMotion(actor, id)
  if (isWritten(motion, actor, { version, title, text, photoIds })) return motion
  assertMayActOnMotion(actor, 'edit', motion, false)
  await assertMayWrite(actor, { community: motion.community, as: 'resident', texts: [title, text] }, deps)
  assertThat(motion.edition < forumLimits.edits, 'forum.too_many_edits')
  const media =
    photoIds && (await changePhotos(actor, motion.media, photoIds, { kind: 'forumMotion', id }, deps))
  const now = deps.clock.now()
  const entry: MotionEntry = {
    id: new Types.ObjectId().toString(),
    at: now,
    action: 'edit',
    from: motion.stage,
    to: motion.stage,
    by: residentAuthor(actor),
  }
  const clock = changeClock(motion, 'checking', now)
  const { modifiedCount } = await Motion.updateOne(
    { _id: id, stage: motion.stage, state: motion.state, version, 'counts.coSigners': { $lt: 2 } },
    {
      $set: {
        ...{ title, text, ...(media ? { media } : {}) },
        ...{ state: 'checking', edition: motion.edition + 1, editedAt: now, hasOutbox: true },
        ...clock.$set,
      },
      ...(clock.$unset ? { $unset: clock.$unset } : {}),
      $inc: { version: 1 },
      $push: { history: entry, outbox: makeOutboxEntry('motion.written', {}, deps) },
    },
  )
  if (modifiedCount === 0) {
    const now = await Motion.findOne({ _id: id }, { stage: 1, version: 1 }).lean<MotionRecord>()
    throw new AppError(
      'motion.changed_meanwhile',
      now ? { state: now.stage, version: now.version } : undefined,
    )
  }
  // Whoever signed the old words in the same moment, before they were counted, is asked anew.
  await takeBackOthers(motion, deps)
  kickOutbox(Motion)
  return findReadableMotion(actor, id)
}
