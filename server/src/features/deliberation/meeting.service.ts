import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import { canSignIn, meetingTransitions, type MeetingAction } from '@linli/shared/deliberation/meeting'
import type { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { Types } from 'mongoose'
import { randomInt } from 'node:crypto'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { dropUndefined } from '../../lib/dropUndefined'
import { readNewestFirst, type IdRange } from '../../lib/timedIds'
import { attachMedia } from '../media/media.service'
import { insertMissing } from '../messages/insertMissing'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { Person } from '../register/person.model'
import type { Actor } from '../users/actor'
import { signatureKeyOf } from './coSign.service'
import { Attendance, Meeting, type MeetingRecord } from './meeting.model'
import { assertDeliberationAccess } from './motion.feed'
import { Motion } from './motion.model'
import { canReadDeliberation, isDesk } from './motion.policy'

type AnnounceBody = OutputOf<typeof meetingContracts.announceMeeting.body>
type MinutesBody = OutputOf<typeof meetingContracts.publishMinutes.body>
type ListQuery = OutputOf<typeof meetingContracts.listMeetings.query>

export async function findReadableMeeting(actor: Actor, id: string): Promise<MeetingRecord> {
  const meeting = await Meeting.findOne({ _id: id }).lean<MeetingRecord>()
  assertThat(meeting && canReadDeliberation(actor, meeting.community), 'record.not_found')
  return meeting
}

/** @throws AppError 403 for whoever it is not for, 409 in another state. */
export function assertMayRun(actor: Actor, action: MeetingAction, meeting: MeetingRecord): void {
  assertThat(isDesk(actor, meeting.community), 'access.denied')
  assertThat(meetingTransitions[meeting.state][action], 'meeting.not_now', { state: meeting.state })
}

/** A page of a community's meetings, the newest first; one row more than asked when there is more. */
export async function listMeetings(
  actor: Actor,
  { community, cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<MeetingRecord[]> {
  assertDeliberationAccess(actor, community)
  const read = (range: IdRange, most: number) =>
    Meeting.find({ community, ...range }, { outbox: 0 })
      .sort({ _id: -1 })
      .limit(most)
      .lean<MeetingRecord[]>()
  return readNewestFirst({ read, cursor, limit: limit + 1 }, deps.clock.now())
}

async function assertAgenda({ community, agenda }: AnnounceBody): Promise<void> {
  const ids = agenda.flatMap(({ motionId }) => (motionId === undefined ? [] : [motionId]))
  const found = await Motion.countDocuments({ _id: { $in: ids }, community, state: 'visible' })
  assertThat(found === new Set(ids).size, 'record.not_found')
}

const makeCode = (): string => String(randomInt(1_000_000)).padStart(6, '0')

/** Tells the community where and when it meets, and about what. */
export async function announceMeeting(
  actor: Actor,
  body: AnnounceBody,
  newId: string,
  deps: Deps,
): Promise<MeetingRecord> {
  const { community, title, place, startsAt, agenda } = body
  assertThat(isDesk(actor, community), 'access.denied')
  await assertAgenda(body)
  const { district, street } = placeOf(community)
  await createOnce(Meeting, newId, () => ({
    ...dropUndefined({ street }),
    ...{ district, community, title, place },
    startsAt: new Date(startsAt),
    agenda: agenda.map((item) => dropUndefined(item)),
    code: makeCode(),
    state: 'announced',
    version: 1,
    createdAt: deps.clock.now(),
    byUserId: new Types.ObjectId(actor.userId),
    decisions: [],
    outbox: [makeOutboxEntry('meeting.announced', { userId: actor.userId }, deps)],
    hasOutbox: true,
  }))
  kickOutbox(Meeting)
  return findReadableMeeting(actor, newId)
}

async function attend(
  meeting: MeetingRecord,
  who: { userId?: string; personId?: string | undefined },
  by: 'code' | 'paper',
  deps: Deps,
): Promise<void> {
  const { _id: meetingId, state } = meeting
  const { userId, personId } = who
  const key = signatureKeyOf(meetingId, { userId: userId ?? '', personId })
  const person = {
    userId: userId === undefined ? undefined : new Types.ObjectId(userId),
    personId: personId === undefined ? undefined : new Types.ObjectId(personId),
  }
  const at = deps.clock.now()
  await insertMissing(Attendance, [
    { _id: new Types.ObjectId(), key, meetingId, ...dropUndefined(person), by, at },
  ])
  if (state === 'announced')
    await Meeting.updateOne(
      { _id: meetingId, state: 'announced' },
      { $set: { state: 'held' }, $inc: { version: 1 } },
    )
}

/** By the six digits that stand on the wall there, from an hour before; once per person, however often pressed. */
export async function signInToMeeting(actor: Actor, code: string, deps: Deps): Promise<MeetingRecord> {
  const community = actor.community ?? ''
  const rows = await Meeting.find({ community, code }).lean<MeetingRecord[]>()
  const now = deps.clock.now()
  const meeting = rows.find((each) => canSignIn(each, now))
  assertThat(meeting, 'meeting.code_unknown')
  await attend(meeting, actor, 'code', deps)
  return findReadableMeeting(actor, meeting._id.toString())
}

/** Somebody of the community's register signed the sheet; who signed in by code before is not counted twice. */
export async function signInOnPaper(
  actor: Actor,
  id: string,
  personId: string,
  deps: Deps,
): Promise<MeetingRecord> {
  const meeting = await findReadableMeeting(actor, id)
  assertMayRun(actor, 'signInOnPaper', meeting)
  const person = await Person.exists({ _id: personId, community: meeting.community })
  assertThat(person, 'record.not_found')
  await attend(meeting, { personId }, 'paper', deps)
  return findReadableMeeting(actor, id)
}

async function change(
  actor: Actor,
  meeting: MeetingRecord,
  action: MeetingAction,
  $set: Partial<MeetingRecord>,
  deps: Deps,
): Promise<void> {
  const { modifiedCount } = await Meeting.updateOne(
    { _id: meeting._id, state: meeting.state, version: meeting.version },
    {
      $set: { ...$set, hasOutbox: true },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry(`meeting.${action}`, { userId: actor.userId }, deps) },
    },
  )
  if (modifiedCount === 0) {
    const now = await Meeting.findOne({ _id: meeting._id }, { state: 1 }).lean<MeetingRecord>()
    throw new AppError('meeting.not_now', { state: now?.state })
  }
  kickOutbox(Meeting)
}

export async function cancelMeeting(
  actor: Actor,
  id: string,
  reason: string,
  deps: Deps,
): Promise<MeetingRecord> {
  const meeting = await findReadableMeeting(actor, id)
  assertMayRun(actor, 'cancel', meeting)
  await change(actor, meeting, 'cancel', { state: 'cancelled', cancelledBecause: reason }, deps)
  return findReadableMeeting(actor, id)
}

/** What was said, for those who were not there; repeated under its id it is published once. */
export async function publishMinutes(
  actor: Actor,
  id: string,
  { text, photoIds }: MinutesBody,
  call: { newId: string; requestKey: string | undefined },
  deps: Deps,
): Promise<MeetingRecord> {
  const meeting = await findReadableMeeting(actor, id)
  if (meeting.minutes?.id === call.newId) return meeting
  assertMayRun(actor, 'publish', meeting)
  const target = { kind: 'meeting', id, requestKey: call.requestKey }
  const media = await attachMedia(actor, photoIds, target, deps)
  const byUserId = new Types.ObjectId(actor.userId)
  const minutes = { id: call.newId, text, media, at: deps.clock.now(), byUserId }
  await change(actor, meeting, 'publish', { state: 'published', minutes }, deps)
  return findReadableMeeting(actor, id)
}
