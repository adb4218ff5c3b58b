import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { needContracts } from '@linli/shared/needs/need.contract'
import { needRules, type NeedSource } from '@linli/shared/needs/need.state'
import { triageOf, type Post } from '@linli/shared/users/posts'
import type { Category } from '@linli/shared/categories/category'
import { randomUUID } from 'node:crypto'
import { Types } from 'mongoose'
import { hasRoomForIntake } from '../../database/diskSpace'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { fingerprint } from '../../lib/fingerprint'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { findCategory } from '../categories/category.service'
import { findGuideAnswer } from '../guide/guide.service'
import { attachMedia, type MediaSnapshot } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { findActing, type Acting } from '../families/bond.access'
import { Person, type PersonDocument } from '../register/person.model'
import { readPerson } from '../register/person.service'
import { findHomeIn } from '../register/register.lookup'
import { computeDeadlines } from '../routing/deadline'
import { computeRoute } from '../routing/routing.service'
import { loadRoutingTable } from '../routing/routing.table'
import { type Actor, findMembershipOver, systemActor } from '../users/actor'
import { announceChange, listReaders } from './need.change'
import { listFirstTexts } from './need.check'
import { deriveClockFields } from './need.clock'
import { insertNeed } from './need.intakeBatch'
import { Need, type HistoryEntry, type NeedRecord, type NeedSubject } from './need.model'
import { insertByProxy, nameProxy, toProxyRecord } from './need.proxy'
import { readSubject, toRouteRecord, toTurn } from './need.reroute'
import { releaseNow } from './need.sweep'

type CreateBody = OutputOf<typeof needContracts.createNeed.body>
type IntakeBody = OutputOf<typeof needContracts.intakeNeed.body>

/** Everything about a new need but its id, words and history. */
interface Draft {
  source: NeedSource
  category: Category
  place: Place
  communityName: string
  body: CreateBody
  /** Of all that was sent. */
  fingerprint: string
  reporterId?: Types.ObjectId
  personId?: Types.ObjectId
  /** Set when a relative raises it: by which bond. */
  acting?: Acting
  /** Of whom it is for; never of the staff who type it. */
  homeId?: string | undefined
  contact?: { name: string; phone?: string | undefined }
  canConfirm: boolean
  undoSeconds: number
  author: HistoryEntry['by']
  origin: Origin
}

/** What it came of, where another feature raises it. */
type Origin = Pick<NeedRecord, 'careOrderId'>

const isGuest = (actor: Actor): boolean => actor.level === 'guest'

/** Where the need is: the area the person named, else their home, else the community they joined. */
async function findPlace(actor: Actor, body: CreateBody, category: Category): Promise<Place> {
  const named = body.place?.areaCode
  if (named !== undefined) return readPlace(named)
  const own = actor.place ?? (actor.community === undefined ? undefined : placeOf(actor.community))
  assertThat(own, 'need.community_missing')
  const isHome = body.place?.kind === 'home' || (body.place === undefined && category.place === 'home')
  if (isHome) return own
  // Where someone stands is in their estate, but not in their own building.
  const around: Place = { ...own }
  delete around.building
  return around
}

/** All ancestors of an area; a building also knows its grid and estate. */
async function readPlace(code: string): Promise<Place> {
  if (!code.includes('-')) return placeOf(code)
  const area = await Area.findOne({ code }).lean()
  assertThat(area, 'need.place_missing')
  return toPlace(area)
}

async function findCommunityName(place: Place): Promise<string> {
  const { areaNames } = await loadRoutingTable(place)
  return areaNames.get(place.community ?? place.street ?? place.district) ?? ''
}

function describeAnswers(category: Category, answers: CreateBody['answers']): NeedRecord['answers'] {
  return category.asks.flatMap(({ key, label, kind, options }) => {
    const raw = answers[key]
    if (raw === undefined || raw === '') return []
    if (kind === 'boolean') return [{ key, label, raw, value: raw === true || raw === 'true' ? '是' : '否' }]
    return [{ key, label, raw, value: options.find((o) => o.value === raw)?.label ?? String(raw) }]
  })
}

function placeRecord({ body, category, homeId }: Draft): NeedRecord['place'] {
  const kind = body.place?.kind ?? (category.place === 'none' ? undefined : category.place)
  if (kind === undefined) return undefined
  const { text, point } = body.place ?? {}
  return {
    kind,
    ...(text === undefined ? {} : { text }),
    ...(kind === 'home' && homeId !== undefined ? { homeId: new Types.ObjectId(homeId) } : {}),
    ...(point ? { point: { type: 'Point', coordinates: [point.longitude, point.latitude] } } : {}),
  }
}

function routeDraft(draft: Draft, subject: NeedSubject | undefined, now: Date, deps: Deps) {
  return computeRoute(
    {
      category: draft.category,
      place: draft.place,
      at: now,
      answers: draft.body.answers,
      complaintAbout: subject && { kind: subject.kind, id: subject.id.toString() },
    },
    deps,
  )
}

async function answerFromGuide(
  draft: Draft,
  now: Date,
  deps: Deps,
): Promise<Pick<NeedRecord, 'guideId' | 'guideAnswer'>> {
  if (draft.category.kind !== 'consultation' || draft.body.text === undefined) return {}
  const answer = await findGuideAnswer(
    { question: draft.body.text, category: draft.category.code, place: draft.place, at: now },
    deps,
  )
  if (!answer) return {}
  const { id, ...guideAnswer } = answer
  return { guideId: new Types.ObjectId(id), guideAnswer }
}

function makeEntry(
  action: HistoryEntry['action'],
  states: Pick<HistoryEntry, 'from' | 'to'>,
  by: HistoryEntry['by'],
  now: Date,
): HistoryEntry {
  return { id: new Types.ObjectId().toString(), at: now, action, ...states, by }
}

const systemAuthor: HistoryEntry['by'] = {
  userId: new Types.ObjectId(systemActor.userId),
  kind: 'system',
  name: systemActor.displayName,
}

/** Puts the whole record together: route, clock and history as they are when it is born. */
async function buildRecord(
  actor: Actor,
  draft: Draft,
  id: Types.ObjectId,
  requestKey: string,
  media: MediaSnapshot[],
  deps: Deps,
): Promise<NeedRecord> {
  const now = deps.clock.now()
  const { body, category, place } = draft
  const subject = body.subject && (await readSubject(body.subject))
  const route = await routeDraft(draft, subject, now, deps)
  const answer = await answerFromGuide(draft, now, deps)
  const { guideId } = answer
  const triage: Post = subject ? route.post : triageOf(place)
  const turn = toTurn(route)
  // Whose turn it is, is found when it leaves, see need.sweep.
  const isReleased = draft.undoSeconds === 0 && !turn
  const state = guideId ? 'resolved' : isReleased ? 'assigned' : 'submitted'
  const created = makeEntry('create', { from: 'submitted', to: 'submitted' }, draft.author, now)
  const released = makeEntry('release', { from: 'submitted', to: state }, systemAuthor, now)
  const { acceptBy, resolveBy } = computeDeadlines(route.clock, now)
  const answers = describeAnswers(category, body.answers)
  const placed = placeRecord(draft)
  const hasContent =
    media.length > 0 ||
    listFirstTexts({ ...dropUndefined({ text: body.text, place: placed }), answers }).length > 0
  const record = {
    _id: id,
    version: 1,
    kind: category.kind,
    source: draft.source,
    state,
    open: true,
    category: { code: category.code, name: category.name, icon: category.icon },
    isPublicPlace: category.isPublicPlace && !subject,
    isSensitive: category.isSensitive,
    isDanger: category.isDanger,
    emergencyPhones: category.phones,
    createdBy: new Types.ObjectId(actor.userId),
    requestKey,
    fingerprint: draft.fingerprint,
    ...(draft.reporterId ? { reporterId: draft.reporterId } : {}),
    ...(draft.personId ? { personId: draft.personId } : {}),
    ...draft.origin,
    ...(draft.personId && !draft.reporterId ? { awaitsAccount: true } : {}),
    ...toProxyRecord(draft.acting),
    ...(draft.contact ? { contact: encryptContact(draft.contact, id, deps) } : {}),
    canConfirm: draft.canConfirm,
    ...place,
    communityName: draft.communityName,
    ...(body.text === undefined ? {} : { text: body.text }),
    media,
    answers,
    ...answer,
    ...(subject ? { subject } : {}),
    post: route.post,
    postName: route.postName,
    postArea: route.postArea,
    heldSince: now,
    assignedBy: triage,
    triage,
    readers: [] as Post[],
    helpers: [],
    route: toRouteRecord(route),
    ...(turn ? { turn } : {}),
    clock: route.clock,
    createdAt: now,
    ...(state === 'submitted'
      ? { releaseAt: new Date(now.getTime() + draft.undoSeconds * 1000) }
      : { releasedAt: now, acceptBy, resolveBy }),
    ...(guideId ? { resolvedAt: now, isOnTime: true } : {}),
    escalations: 0,
    wasHeld: false,
    isOverdue: false,
    asks: 0,
    returns: 0,
    disputes: 0,
    extensions: 0,
    isCallbackDue: guideId !== undefined && !draft.canConfirm,
    isCallDue: false,
    supporters: [],
    checks: {},
    check: hasContent ? ('pending' as const) : ('pass' as const),
    history: state === 'submitted' ? [created] : [created, released],
    outbox: [
      makeOutboxEntry(isReleased || guideId ? 'need.release' : 'need.create', { entryId: released.id }, deps),
    ],
    hasOutbox: true,
  }
  const full = { ...dropUndefined(record), ...(placed ? { place: placed } : {}) } as NeedRecord
  const clockFields = deriveClockFields(full)
  return {
    ...full,
    readers: listReaders(full),
    deadline: clockFields.deadline,
    ...(clockFields.checkAt ? { checkAt: clockFields.checkAt } : {}),
  }
}

function encryptContact(contact: NonNullable<Draft['contact']>, id: Types.ObjectId, deps: Deps) {
  const seal = (value: string, field: string): string =>
    deps.crypto.encrypt(value, fieldAad('needs', id, field))
  return {
    name: seal(contact.name, 'contact.name'),
    ...(contact.phone === undefined ? {} : { phone: seal(contact.phone, 'contact.phone') }),
  }
}

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
  const record = await buildRecord(actor, draft, id, key, media, deps)
  if (!(await (draft.acting ? insertByProxy(record, draft.acting, deps) : insertNeed(record)))) {
    const earlier = await findEarlier(actor, key, draft)
    assertThat(earlier, 'request.retry')
    await attachMedia(actor, files, { kind: 'need', id: earlier._id.toString(), requestKey }, deps)
    return earlier
  }
  kickOutbox(Need)
  announceChange(record, undefined, deps)
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

/** An elder is at her own place; what a relative reports elsewhere must at least be in her community. */
async function findElderPlace(person: PersonDocument, { place }: CreateBody): Promise<Place> {
  const own = toPlace(person)
  if (place?.areaCode === undefined) return own
  assertThat(placeOf(place.areaCode).community === person.community, 'access.denied')
  return readPlace(place.areaCode)
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
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  assertThat(acting?.bond && person, 'bond.not_acting')
  const place = await findElderPlace(person, body)
  const category = await findOpenCategory(body.category, place)
  const reporterId = await findPersonUser(personId)
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

/** Someone's place in the register, for staff who type for them: nobody is asked what it holds. */
async function findIntakePlace(actor: Actor, body: IntakeBody): Promise<Place> {
  if (body.place?.areaCode !== undefined) return readPlace(body.place.areaCode)
  const own = actor.memberships[0]?.place
  assertThat(own, 'need.place_missing')
  return own
}

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
