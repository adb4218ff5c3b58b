import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import { mustReachKinds, noticeLimits } from '@linli/shared/notices/notice'
import type { NoticeContent, noticeContracts } from '@linli/shared/notices/notice.contract'
import { findNoticeTransition, type NoticeAction } from '@linli/shared/notices/notice.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { dropUndefined } from '../../lib/dropUndefined'
import { attachMedia, changeMedia } from '../media/media.service'
import { insertMissing } from '../messages/insertMissing'
import { readUserNames } from '../safety/people'
import type { Actor } from '../users/actor'
import { Volunteer } from '../volunteers/volunteer.model'
import { arePlacesWithin } from './audience.places'
import { countAudience } from './notice.audience'
import { describeAudience } from './notice.words'
import { Notice, NoticeRead, photosOf, readKeyOf, type NoticeEntry, type NoticeRecord } from './notice.model'
import {
  findNoticeParties,
  findWriter,
  isInGroups,
  isNoticeStaff,
  isOfPlace,
  isPublic,
  listNoticeActions,
} from './notice.policy'
import { isForOwnElder } from './notice.family'
import { findInboxMessage, markInboxRead } from './notice.messages'
import { listOwnKeys, noteReached } from './reach.change'
import { spareVisit } from './reach.visits'

type CreateBody = OutputOf<typeof noticeContracts.createNotice.body>
type EditBody = OutputOf<typeof noticeContracts.editNotice.body>
type PreviewBody = OutputOf<typeof noticeContracts.previewNoticeAudience.body>

export function makeNoticeEntry(
  action: NoticeEntry['action'],
  by: { userId?: string; name: string },
  now: Date,
  reason?: string,
): NoticeEntry {
  return {
    id: new Types.ObjectId().toString(),
    at: now,
    action,
    byName: by.name,
    ...(by.userId === undefined ? {} : { byUserId: new Types.ObjectId(by.userId) }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** How somebody is called below a notice and in its history. */
export async function readOwnName(actor: Actor, deps: Pick<Deps, 'crypto'>): Promise<string> {
  return (await readUserNames([actor.userId], deps)).get(actor.userId) ?? actor.displayName
}

/** Whether the person has shown to be of the Party, asked only where that decides. */
export const isPartyMember = async (actor: Actor): Promise<boolean> =>
  (await Volunteer.exists({ userId: actor.userId, state: 'approved', isPartyMember: true })) !== null

async function mayReadPublic(actor: Actor, notice: NoticeRecord): Promise<boolean> {
  if (!isPublic(notice) || !isOfPlace(actor, notice.areaCode)) return false
  const { groups } = notice.audience
  const isMember = groups.includes('partyMember') && (await isPartyMember(actor))
  return isInGroups(actor, groups, { isPartyMember: isMember })
}

/** @throws AppError `record.not_found` for whoever it is not for; drafts are for those who work on them. */
export async function findReadableNotice(actor: Actor, id: string): Promise<NoticeRecord> {
  const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
  const isReadable =
    notice !== null &&
    (isNoticeStaff(actor, notice) ||
      (await mayReadPublic(actor, notice)) ||
      (isPublic(notice) && (await isForOwnElder(actor, notice))))
  assertThat(isReadable, 'record.not_found')
  return notice
}

/** What whoever comes too late is told: where it stands now. */
export const describePresent = ({ state, version }: NoticeRecord) => ({ state, version })

/** @throws AppError `notice.changed_meanwhile` with what is there now. */
export async function refuseOvertaken(id: string): Promise<never> {
  const now = await Notice.findOne({ _id: id }, { state: 1, version: 1 }).lean<NoticeRecord>()
  throw new AppError('notice.changed_meanwhile', now ? describePresent(now) : undefined)
}

/** @throws AppError `notice.not_now` in another state, `access.denied` for whoever may not. */
export function assertMayActOnNotice(actor: Actor, action: NoticeAction, notice: NoticeRecord): void {
  const parties = findNoticeParties(actor, notice)
  const transition = findNoticeTransition(notice.state, action)
  assertThat(transition, 'notice.not_now', describePresent(notice))
  assertThat(
    transition.by.some((party) => parties.includes(party)),
    'access.denied',
  )
  assertThat(listNoticeActions(actor, notice).includes(action), 'notice.not_now', describePresent(notice))
}

/** Its times make sense at this moment. */
export function assertTimes(
  { publishAt, expiresAt }: { publishAt?: Date | undefined; expiresAt?: Date | undefined },
  now: Date,
): void {
  if (expiresAt === undefined) return
  assertThat(expiresAt > now && (publishAt === undefined || expiresAt > publishAt), 'notice.times_wrong')
}

const toDate = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)

/** What was written, as it is kept; who may not say it is told why. */
async function checkContent(actor: Actor, content: NoticeContent, now: Date) {
  const { areaCode, kind, title, text, audience, mustReach, visitAfterMinutes } = content
  assertThat(findWriter(actor, areaCode), 'access.denied')
  const mayReach = mustReachKinds.includes(kind) && audience.groups.length === 0
  assertThat(!mustReach || mayReach, 'notice.not_must_reach')
  assertThat(await arePlacesWithin({ areaCode, audience }), 'notice.place_wrong')
  const times = { publishAt: toDate(content.publishAt), expiresAt: toDate(content.expiresAt) }
  assertTimes(times, now)
  const visits = mustReach ? (visitAfterMinutes ?? noticeLimits.visitAfterMinutes.usual) : undefined
  return {
    kept: { areaCode, kind, title, text, audience: dropUndefined(audience), mustReach },
    optional: { ...times, visitAfterMinutes: visits },
  }
}

/** A correction is a notice of its own that names the one it puts right. */
async function checkCorrected(actor: Actor, id: string, areaCode: string): Promise<Types.ObjectId> {
  const wrong = await Notice.findOne({ _id: id, areaCode }).lean<NoticeRecord>()
  assertThat(wrong, 'record.not_found')
  assertMayActOnNotice(actor, 'correct', wrong)
  return wrong._id
}

/** Kept as a draft from the first save on. */
export async function createNotice(
  actor: Actor,
  { corrects, ...content }: CreateBody,
  id: string,
  deps: Deps,
): Promise<NoticeRecord> {
  const now = deps.clock.now()
  const { kept, optional } = await checkContent(actor, content, now)
  const wrong = corrects === undefined ? undefined : await checkCorrected(actor, corrects, content.areaCode)
  const name = await readOwnName(actor, deps)
  await createOnce(Notice, id, async () => ({
    ...kept,
    media: await attachMedia(actor, content.photoIds, { kind: 'notice', id }, deps),
    ...dropUndefined({ ...optional, corrects: wrong }),
    ...dropUndefined({ ...placeOf(content.areaCode) }),
    version: 1,
    state: 'draft',
    writerId: new Types.ObjectId(actor.userId),
    writerName: name,
    history: [makeNoticeEntry('create', { userId: actor.userId, name }, now)],
    createdAt: now,
    outbox: [],
  }))
  return findReadableNotice(actor, id)
}

type Content = Pick<NoticeRecord, 'title' | 'text' | 'media'>

const idsOf = (content: Content): string =>
  photosOf(content)
    .map(({ id }) => id)
    .join()

/** Nothing to be checked anew. */
const isSameContent = (before: Content, after: Content): boolean =>
  before.title === after.title && before.text === after.text && idsOf(before) === idsOf(after)

/** The whole draft anew; what is left out is gone. */
export async function editNotice(
  actor: Actor,
  id: string,
  { version, ...content }: EditBody,
  deps: Deps,
): Promise<NoticeRecord> {
  const notice = await findReadableNotice(actor, id)
  assertMayActOnNotice(actor, 'edit', notice)
  assertThat(content.areaCode === notice.areaCode, 'notice.place_wrong')
  const { kept, optional } = await checkContent(actor, content, deps.clock.now())
  const media = await changeMedia(actor, photosOf(notice), content.photoIds, { kind: 'notice', id }, deps)
  const isSame = isSameContent(notice, { ...kept, media })
  const cleared = Object.entries(optional).filter(([, value]) => value === undefined)
  const { modifiedCount } = await Notice.updateOne(
    { _id: id, state: 'draft', version },
    {
      $set: { ...kept, media, ...dropUndefined(optional) },
      ...(cleared.length > 0 ? { $unset: Object.fromEntries(cleared.map(([field]) => [field, 1])) } : {}),
      $inc: { version: 1, ...(isSame ? {} : { edition: 1 }) },
    },
  )
  if (modifiedCount === 0) await refuseOvertaken(id)
  return findReadableNotice(actor, id)
}

/** Nobody waits until a whole district is counted. */
const mostPreviewed = 50_000

/** How many would get it, before anybody does. */
export async function previewAudience(
  actor: Actor,
  addressed: PreviewBody,
  deps: Pick<Deps, 'clock' | 'crypto'>,
) {
  assertThat(findWriter(actor, addressed.areaCode), 'access.denied')
  assertThat(await arePlacesWithin(addressed), 'notice.place_wrong')
  const count = await countAudience(addressed, { now: deps.clock.now(), crypto: deps.crypto }, mostPreviewed)
  return { ...count, text: await describeAudience(addressed) }
}

/** Opened by one person: one receipt, however often; it also takes the message out of the unread ones. */
export async function readNotice(actor: Actor, id: string, deps: Deps): Promise<void> {
  const notice = await findReadableNotice(actor, id)
  if (!isPublic(notice)) return
  const now = deps.clock.now()
  const isAddressed = await findInboxMessage(notice._id, actor.userId)
  await insertMissing(NoticeRead, [
    {
      _id: new Types.ObjectId(),
      key: readKeyOf(notice._id, actor.userId),
      noticeId: notice._id,
      userId: new Types.ObjectId(actor.userId),
      at: now,
      isAddressed,
    },
  ])
  await markInboxRead(actor, notice._id, deps)
  if (!notice.mustReach || notice.state !== 'published') return
  for (const key of await listOwnKeys(notice._id, actor))
    await spareVisit(await noteReached(key, { channel: 'app', at: now, byName: '本人' }), deps)
}
