import { hasContact, hasPersonalNumber, type WriterKind } from '@linli/shared/forum/forum'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { insertMissing } from '../messages/insertMissing'
import type { OutboxEntry } from '../messages/outbox'
import { readForumSettings } from '../moderation/forumSettings.service'
import { findMute } from '../moderation/mute.service'
import type { Actor } from '../users/actor'
import { findForumAccess, listVoices, type ForumAccess, type Voice } from './forum.policy'
import { ForumMember, memberKeyOf, type ForumMemberRecord } from './forumMember.model'

/** @throws AppError `forum.not_a_member` for whoever has nothing to read there. */
export function assertForumAccess(actor: Actor, community: string): Exclude<ForumAccess, 'none'> {
  const access = findForumAccess(actor, community)
  assertThat(access !== 'none', 'forum.not_a_member')
  return access
}

export function findMember(actor: Actor, community: string): Promise<ForumMemberRecord | null> {
  return ForumMember.findOne({ key: memberKeyOf(community, actor.userId) }).lean<ForumMemberRecord | null>()
}

/** Makes sure there is a record of the person here, and sets what changed. */
export async function saveMember(
  userId: string,
  community: string,
  update: {
    $set?: Partial<ForumMemberRecord>
    $unset?: Partial<Record<keyof ForumMemberRecord, 1>>
    $push?: { outbox: OutboxEntry }
  },
): Promise<void> {
  const key = memberKeyOf(community, userId)
  await insertMissing(ForumMember, [
    { _id: new Types.ObjectId(), key, community, userId: new Types.ObjectId(userId) },
  ])
  await ForumMember.updateOne({ key }, update)
}

interface Writing {
  community: string
  as: WriterKind
  unitId?: string | undefined
  texts: readonly (string | null | undefined)[]
}

/**
 * The voice somebody writes in, after everything that could refuse it: membership, a mute, the name not yet seen,
 * numbers that give people away.
 */
export async function assertMayWrite(
  actor: Actor,
  writing: Writing,
  deps: Pick<Deps, 'clock'>,
): Promise<Voice> {
  const { community, as, unitId, texts } = writing
  const access = assertForumAccess(actor, community)
  assertThat(access === 'full', 'forum.not_a_member')
  const voice = listVoices(actor, community).find(
    (v) => v.as === as && (as !== 'unit' || v.unitId === unitId),
  )
  assertThat(voice, 'access.denied')
  const mute = await findMute(actor.userId, community, deps.clock.now())
  assertThat(!mute, 'forum.muted', { until: mute?.until.toISOString() })
  if (as === 'resident') await assertNameSeen(actor, community)
  // The desk publishes its own numbers. A neighbour may name a landline that helps; a business is reached in the app only.
  if (as === 'unit' && !voice.isOfficial)
    assertThat(!texts.some((text) => hasContact(text ?? '')), 'forum.contact_outside')
  else
    assertThat(as === 'desk' || !texts.some((text) => hasPersonalNumber(text ?? '')), 'forum.personal_number')
  return voice
}

/** Before the first word, and again when the community's rule has changed: how others will call me. */
async function assertNameSeen(actor: Actor, community: string): Promise<void> {
  const [member, { nameRule }] = [await findMember(actor, community), await readForumSettings(community)]
  const hasSeen = member?.acceptedRule === nameRule && member.leftAt === undefined
  assertThat(hasSeen, 'forum.preview_needed', { nameRule })
}
