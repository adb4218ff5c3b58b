import type { Place } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import type { OutputOf } from '@linli/shared/contract'
import type { needContracts } from '@linli/shared/needs/need.contract'
import type { NeedSource } from '@linli/shared/needs/need.state'
import { triageOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import type { Acting } from '../families/bond.access'
import { findGuideAnswer } from '../guide/guide.service'
import type { MediaSnapshot } from '../media/media.service'
import { makeOutboxEntry } from '../messages/outbox'
import { computeDeadlines } from '../routing/deadline'
import { computeRoute } from '../routing/routing.service'
import { systemActor, type Actor } from '../users/actor'
import { listReaders } from './need.change'
import { listFirstTexts } from './need.check'
import { deriveClockFields } from './need.clock'
import type { HistoryEntry, NeedRecord, NeedSubject } from './need.model'
import { toProxyRecord } from './need.proxy'
import { readSubject, toRouteRecord, toTurn } from './need.reroute'

type Route = Awaited<ReturnType<typeof computeRoute>>
type CreateBody = OutputOf<typeof needContracts.createNeed.body>

/** Everything about a new need but its id, words and history. */
export interface Draft {
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
export type Origin = Pick<NeedRecord, 'careOrderId'>

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

/** Whose need it is and who raised it, as far as each is known. */
function toPeopleFields(
  { reporterId, personId, acting, contact, origin }: Draft,
  id: Types.ObjectId,
  deps: Deps,
) {
  return {
    ...(reporterId ? { reporterId } : {}),
    ...(personId ? { personId } : {}),
    ...(personId && !reporterId ? { awaitsAccount: true } : {}),
    ...origin,
    ...toProxyRecord(acting),
    ...(contact ? { contact: encryptContact(contact, id, deps) } : {}),
  }
}

/** What the category says of it on the day it is raised. */
const toCategoryFields = (category: Category, hasSubject: boolean) => ({
  kind: category.kind,
  category: { code: category.code, name: category.name, icon: category.icon },
  isPublicPlace: category.isPublicPlace && !hasSubject,
  isSensitive: category.isSensitive,
  isDanger: category.isDanger,
  emergencyPhones: category.phones,
})

/** What was said of it: words, files, answers, where; and whether any of it must be checked. */
function toContentFields(draft: Draft, media: MediaSnapshot[]) {
  const { text } = draft.body
  const place = placeRecord(draft)
  const answers = describeAnswers(draft.category, draft.body.answers)
  const texts = listFirstTexts({ ...dropUndefined({ text, place }), answers })
  const check = media.length > 0 || texts.length > 0 ? ('pending' as const) : ('pass' as const)
  return { ...(text === undefined ? {} : { text }), ...(place ? { place } : {}), media, answers, check }
}

/** Nothing has happened to it yet. */
const untouched = {
  version: 1,
  open: true,
  readers: [] as Post[],
  helpers: [],
  escalations: 0,
  wasHeld: false,
  isOverdue: false,
  asks: 0,
  returns: 0,
  disputes: 0,
  extensions: 0,
  isCallDue: false,
  supporters: [],
  checks: {},
}

/** When it leaves, or that it left at once, and then by when. */
function toTimeFields(state: NeedRecord['state'], draft: Draft, route: Route, now: Date) {
  if (state === 'submitted') return { releaseAt: new Date(now.getTime() + draft.undoSeconds * 1000) }
  const { acceptBy, resolveBy } = computeDeadlines(route.clock, now)
  return dropUndefined({ releasedAt: now, acceptBy, resolveBy })
}

/** How it is born: waiting for the undo or its turn, gone out at once, or answered by the guide. */
function beginHistory(
  draft: Draft,
  { isReleased, isAnswered }: Record<'isReleased' | 'isAnswered', boolean>,
  deps: Deps,
) {
  const now = deps.clock.now()
  const state: NeedRecord['state'] = isAnswered ? 'resolved' : isReleased ? 'assigned' : 'submitted'
  const created = makeEntry('create', { from: 'submitted', to: 'submitted' }, draft.author, now)
  const released = makeEntry('release', { from: 'submitted', to: state }, systemAuthor, now)
  const tells = state === 'submitted' ? 'need.create' : 'need.release'
  return {
    state,
    history: state === 'submitted' ? [created] : [created, released],
    outbox: [makeOutboxEntry(tells, { entryId: released.id, isBorn: true }, deps)],
    hasOutbox: true,
  }
}

interface Press {
  id: Types.ObjectId
  requestKey: string
  media: MediaSnapshot[]
}

/** Puts the whole record together: route, clock and history as they are when it is born. */
export async function buildRecord(
  actor: Actor,
  draft: Draft,
  { id, requestKey, media }: Press,
  deps: Deps,
): Promise<NeedRecord> {
  const now = deps.clock.now()
  const subject = draft.body.subject && (await readSubject(draft.body.subject))
  const route = await routeDraft(draft, subject, now, deps)
  const answer = await answerFromGuide(draft, now, deps)
  const isAnswered = answer.guideId !== undefined
  const triage: Post = subject ? route.post : triageOf(draft.place)
  const turn = toTurn(route)
  // Whose turn it is, is found when it leaves, see need.sweep.
  const born = beginHistory(draft, { isReleased: draft.undoSeconds === 0 && !turn, isAnswered }, deps)
  const record = dropUndefined({
    _id: id,
    ...untouched,
    source: draft.source,
    ...toCategoryFields(draft.category, subject !== undefined),
    createdBy: new Types.ObjectId(actor.userId),
    requestKey,
    fingerprint: draft.fingerprint,
    ...toPeopleFields(draft, id, deps),
    canConfirm: draft.canConfirm,
    isCallbackDue: isAnswered && !draft.canConfirm,
    ...draft.place,
    communityName: draft.communityName,
    ...toContentFields(draft, media),
    ...answer,
    ...(subject ? { subject } : {}),
    post: route.post,
    postName: route.postName,
    postArea: route.postArea,
    heldSince: now,
    assignedBy: triage,
    triage,
    route: toRouteRecord(route),
    ...(turn ? { turn } : {}),
    clock: route.clock,
    createdAt: now,
    ...toTimeFields(born.state, draft, route, now),
    ...(isAnswered ? { resolvedAt: now, isOnTime: true } : {}),
    ...born,
  }) as NeedRecord
  const { deadline, checkAt } = deriveClockFields(record)
  return { ...record, readers: listReaders(record), deadline, ...(checkAt ? { checkAt } : {}) }
}

function encryptContact(contact: NonNullable<Draft['contact']>, id: Types.ObjectId, deps: Deps) {
  const seal = (value: string, field: string): string =>
    deps.crypto.encrypt(value, fieldAad('needs', id, field))
  return {
    name: seal(contact.name, 'contact.name'),
    ...(contact.phone === undefined ? {} : { phone: seal(contact.phone, 'contact.phone') }),
  }
}
