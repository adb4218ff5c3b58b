import { findCaseTransition } from '@linli/shared/moderation/case.state'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import type { Actor } from '../users/actor'
import { openCase } from './contentCheck.case'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { announceReviews } from './contentReview.announce'
import { mayStandIn } from './contentReview.standIn'
import { findAreaAbove } from './reviewArea'

const appealAad = (check: Pick<StoredContentCheck, '_id'>): string =>
  fieldAad('contentchecks', check._id, 'appeal')

/** What its author wrote to the level above. */
export function openAppeal(
  check: StoredContentCheck,
  { crypto }: Pick<Deps, 'crypto'>,
): { text: string; at: Date } | undefined {
  if (check.appeal == null) return undefined
  return { text: crypto.decrypt(check.appeal.text, appealAad(check)), at: check.appeal.at }
}

const describeCase = ({ state, caseState }: StoredContentCheck) => ({ state, caseState })

/** Whether its author may still ask the level above. */
export const canAppeal = (check: Pick<StoredContentCheck, 'state' | 'caseState' | 'appeal'>): boolean =>
  check.state === 'hidden' &&
  check.appeal == null &&
  findCaseTransition(check.caseState, 'appeal') !== undefined

const isTheirs = async (actor: Actor, check: StoredContentCheck): Promise<boolean> =>
  check.userId.toString() === actor.userId || (await mayStandIn(actor, check))

/**
 * Once, by the author, whoever is muted included, or by who stands behind it when she is here no more. The same press sent again
 * changes nothing.
 */
export async function appealContentReview(
  actor: Actor,
  { id, text }: { id: string; text: string },
  deps: Pick<Deps, 'clock' | 'crypto' | 'publish'>,
): Promise<void> {
  const check = await ContentCheck.findById(id).lean<StoredContentCheck>()
  assertThat(check && (await isTheirs(actor, check)), 'record.not_found')
  if (openAppeal(check, deps)?.text === text) return
  assertThat(canAppeal(check), 'appeal.not_possible', describeCase(check))
  const now = deps.clock.now()
  const appeal = { at: now, text: deps.crypto.encrypt(text, appealAad(check)) }
  const reviewArea = await findAreaAbove(check, now)
  const { modifiedCount } = await ContentCheck.updateOne(
    { _id: id, version: check.version, caseState: check.caseState },
    {
      $set: {
        ...openCase({ ...check, appeal }, now),
        appeal,
        reviewArea,
        ...(check.firstDecidedAt == null
          ? {
              firstArea: check.reviewArea,
              firstDecidedAt: check.decidedAt ?? now,
              firstState: 'hidden' as const,
            }
          : {}),
      },
      $unset: { claimedBy: 1, claimedByName: 1, claimedUntil: 1 },
      $inc: { version: 1 },
    },
  )
  if (modifiedCount === 1) {
    announceReviews(check, deps, reviewArea)
    return
  }
  const present = await ContentCheck.findById(id).lean<StoredContentCheck>()
  throw new AppError('appeal.not_possible', present ? describeCase(present) : undefined)
}
