import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { needContracts } from '@linli/shared/needs/need.contract'
import { needRules } from '@linli/shared/needs/need.state'
import type { Category } from '@linli/shared/categories/category'
import { randomUUID } from 'node:crypto'
import { Types } from 'mongoose'
import { hasRoomForIntake } from '../../database/diskSpace'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { fingerprint } from '../../lib/fingerprint'
import { toPlace } from '../../lib/placeFields'
import { findCategory } from '../categories/category.service'
import { findActing } from '../families/bond.access'
import { attachMedia } from '../media/media.service'
import { kickOutbox } from '../messages/outbox'
import { Person, type PersonDocument } from '../register/person.model'
import { readPerson } from '../register/person.service'
import { findHomeIn } from '../register/register.lookup'
import { type Actor, findMembershipOver } from '../users/actor'
import { announceChange } from './need.change'
import { buildRecord, type Draft, type Origin } from './need.draft'
import { insertNeed } from './need.intakeBatch'
import { Need, type NeedRecord } from './need.model'
import { findCommunityName, findElderPlace, findIntakePlace, findPlace } from './need.place'
import { insertByProxy, nameProxy } from './need.proxy'
import { releaseNow } from './need.sweep'

type CreateBody = OutputOf<typeof needContracts.createNeed.body>
type IntakeBody = OutputOf<typeof needContracts.intakeNeed.body>

const isGuest = (actor: Actor): boolean => actor.level === 'guest'

async function store(
  actor: Actor,
  draft: Draft,
  requestKey: string | undefined,
  deps: Deps,
): Promise<NeedRecord> {
  assertThat(hasRoomForIntake(), 'need.intake_paused')
  const id = new Types.ObjectId()
  const key = requestKey ?? randomUUID()
  const { photoIds, voiceId } = draft.body
  const files = [...photoIds, ...(voiceId === undefined ? [] : [voiceId])]
  if (files.length > 0 && requestKey !== undefined) {
    const earlier = await findEarlier(actor, requestKey, draft)
    if (earlier) return earlier
  }
  const media = await attachMedia(actor, files, { kind: 'need', id: id.toString(), requestKey }, deps)
  const record = await buildRecord(actor, draft, { id, requestKey: key, media }, deps)
  if (!(await (draft.acting ? insertByProxy(record, draft.acting, deps) : insertNeed(record)))) {
    const earlier = await findEarlier(actor, key, draft)
    assertThat(earlier, 'request.retry')
    await attachMedia(actor, files, { kind: 'need', id: earlier._id.toString(), requestKey }, deps)
    return earlier
  }
  kickOutbox(Need)
  // Until the time for taking it back is over nobody else reads it, and whoever raised it has the answer.
  if (record.state !== 'submitted') announceChange(record, undefined, deps)
  return draft.undoSeconds === 0 ? releaseNow(record, deps) : record
}

/**
 * The same press, resent: it gets the need it made the first time (must-get-right 8).
 * @throws AppError `request.already_done` when something else was sent under the key.
 */
async function findEarlier(actor: Actor, requestKey: string, draft: Draft): Promise<NeedRecord | null> {
  const earlier = await Need.findOne({ createdBy: actor.userId, requestKey }).lean<NeedRecord | null>()
  const isSame = earlier?.fingerprint === undefined || earlier.fingerprint === draft.fingerprint
  assertThat(isSame, 'request.already_done')
  return earlier
}

async function findOpenCategory(code: string, place: Place): Promise<Category> {
  const category = await findCategory(code, place)
  assertThat(category, 'need.category_unknown')
  assertThat(!category.isClosed, 'need.category_closed')
  return category
}

/** One tap. A guest may only raise what is about a public place; whoever joined, all of their own. */
export async function createNeed(
  actor: Actor,
  body: CreateBody,
  requestKey: string | undefined,
  deps: Deps,
  origin: Origin = {},
): Promise<NeedRecord> {
  if (body.forPersonId !== undefined && body.forPersonId !== actor.personId)
    return createByProxy(actor, { ...body, forPersonId: body.forPersonId }, requestKey, deps, origin)
  const named = body.place?.areaCode
  const rough =
    named !== undefined
      ? placeOf(named)
      : (actor.place ?? (actor.community === undefined ? undefined : placeOf(actor.community)))
  assertThat(rough, 'need.community_missing')
  const category = await findOpenCategory(body.category, rough)
  assertThat(!isGuest(actor) || category.isPublicPlace || category.isDanger, 'need.public_place_only')
  const place = await findPlace(actor, body, category)
  const userId = new Types.ObjectId(actor.userId)
  const undoSeconds = actor.isElderMode ? needRules.elderUndoSeconds : needRules.undoSeconds
  return store(
    actor,
    {
      source: 'self',
      category,
      place,
      communityName: await findCommunityName(place),
      body,
      fingerprint: fingerprint(body),
      reporterId: userId,
      ...(actor.personId === undefined ? {} : { personId: new Types.ObjectId(actor.personId) }),
      homeId: actor.homeId,
      canConfirm: true,
      undoSeconds: category.isDanger ? 0 : undoSeconds,
      author: { userId, kind: 'resident', name: '居民' },
      origin,
    },
    requestKey,
    deps,
  )
}

/** A relative raises it for an elder: hers in everything, and said to be by proxy everywhere. */
async function createByProxy(
  actor: Actor,
  body: CreateBody & { forPersonId: string },
  requestKey: string | undefined,
  deps: Deps,
  origin: Origin,
): Promise<NeedRecord> {
  const { forPersonId: personId } = body
  const acting = await findActing(actor, personId, 'needs', deps)
  const person = acting && (await Person.findOne({ _id: acting.personId }).lean<PersonDocument>())
  assertThat(acting?.bond && person, 'bond.not_acting')
  const place = await findElderPlace(person, body)
  const category = await findOpenCategory(body.category, place)
  const reporterId = await findPersonUser(acting.personId)
  return store(
    actor,
    {
      source: 'proxy',
      category,
      place,
      communityName: await findCommunityName(place),
      body,
      fingerprint: fingerprint(body),
      ...(reporterId ? { reporterId } : {}),
      personId: person._id,
      acting,
      homeId: await findHomeIn(person._id, place.building),
      canConfirm: true,
      undoSeconds: category.isDanger ? 0 : needRules.undoSeconds,
      author: nameProxy(acting.bond, new Types.ObjectId(actor.userId)),
      origin,
    },
    requestKey,
    deps,
  )
}

const intakeRoles = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader', 'streetOfficer'] as const

async function findPersonUser(personId: string): Promise<Types.ObjectId | undefined> {
  const { User } = await import('../users/user.model')
  const user = await User.findOne({ personId, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  return user?._id
}

/**
 * Staff raise a need for someone else, or on patrol for nobody. It is out at once; a colleague calls back. Whom it is
 * for comes from the register only as far as it is open to them: to rank, with a reason that leaves a trace.
 */
export async function intakeNeed(
  actor: Actor,
  body: IntakeBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<NeedRecord> {
  const { person, source, ...content } = body
  const known = person && 'personId' in person ? await readPerson(actor, person.personId, deps) : undefined
  const place =
    known && body.place?.areaCode === undefined ? toPlace(known) : await findIntakePlace(actor, body)
  const membership =
    findMembershipOver(actor, intakeRoles, place) ??
    actor.memberships.find((m) => m.role === 'unitStaff' && place.district === m.place.district)
  assertThat(membership, 'access.denied')
  const category = await findOpenCategory(body.category, place)
  const reporterId = known ? await findPersonUser(known._id.toString()) : undefined
  return store(
    actor,
    {
      source,
      category,
      place,
      communityName: await findCommunityName(place),
      body: content,
      fingerprint: fingerprint(body),
      ...(reporterId ? { reporterId } : {}),
      ...(known ? { personId: known._id, homeId: await findHomeIn(known._id, place.building) } : {}),
      ...(person && 'name' in person ? { contact: { name: person.name, phone: person.phone } } : {}),
      canConfirm: reporterId !== undefined,
      undoSeconds: 0,
      author: {
        userId: new Types.ObjectId(actor.userId),
        kind: 'staff',
        name: membership.name,
        membershipId: new Types.ObjectId(membership.id),
      },
      origin: {},
    },
    requestKey,
    deps,
  )
}
