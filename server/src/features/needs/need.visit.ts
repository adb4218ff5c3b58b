import { areaLevelOf, type Place } from '@linli/shared/areas/areas'
import { defaultClocks, type NeedClock } from '@linli/shared/categories/category'
import { isOpen } from '@linli/shared/needs/need.state'
import { emergencies } from '@linli/shared/safety/sos'
import { postKindOf, postTargetOf, triageOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import { hasRoomForIntake } from '../../database/diskSpace'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { describePost } from '../areas/post.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { findHomeIn } from '../register/register.lookup'
import { computeDeadlines } from '../routing/deadline'
import { readAreaNames } from '../users/me.view'
import { listPostPeople } from '../users/postPeople.service'
import {
  announceChange,
  applyChange,
  listReaders,
  makeHistoryEntry,
  type HistoryAuthor,
  type NeedChange,
} from './need.change'
import { deriveClockFields } from './need.clock'
import { insertNeed } from './need.intakeBatch'
import { Need, type NeedRecord } from './need.model'
import { systemActor } from '../users/actor'

const systemId = new Types.ObjectId(systemActor.userId)
const systemAuthor: HistoryAuthor = { userId: systemId, kind: 'system', name: systemActor.displayName }

/** Somebody must go and look: whom, where, and why in words without a name or a word about health. */
export interface NewVisit {
  /** Made once for each key. */
  key: string
  personId: Types.ObjectId
  place: Place
  text: string
  /** How soon; at once where somebody may be in danger. */
  clock?: NeedClock
  /** Who goes, where it is somebody else than who is nearest. */
  post?: Post
}

/**
 * What came of a visit: undefined while it goes on. Nobody has to say yes to one: what whoever went wrote down counts,
 * and one that came to nothing has met nobody.
 */
export function readMeeting({
  state,
  outcome,
  isMet,
}: Pick<NeedRecord, 'state' | 'outcome' | 'isMet'>): 'met' | 'nobody' | undefined {
  if (state !== 'resolved' && isOpen(state)) return undefined
  const isDone = state === 'resolved' || state === 'closed'
  return isDone && outcome !== 'notSolved' && isMet !== false ? 'met' : 'nobody'
}

interface VisitReport {
  meeting?: 'met' | 'nobody'
  postName: string
  /** When it was written down. */
  endedAt?: Date
}

/** What came of a visit so far, and who has it; undefined where there is none. */
export async function readVisit(_id: Types.ObjectId): Promise<VisitReport | undefined> {
  const fields = { state: 1, postName: 1, outcome: 1, isMet: 1, resolvedAt: 1, closedAt: 1 }
  const need = await Need.findOne({ _id }, fields).lean<NeedRecord>()
  if (!need) return undefined
  const { postName, resolvedAt, closedAt } = need
  return dropUndefined({ meeting: readMeeting(need), postName, endedAt: resolvedAt ?? closedAt })
}

/** The grid worker of the home, where there is one; else the community's desk. */
async function findVisitor(place: Place, now: Date): Promise<Post> {
  const grid: Post | undefined = place.grid === undefined ? undefined : `grid:${place.grid}`
  return grid && (await listPostPeople(grid, now)).length > 0 ? grid : triageOf(place)
}

const whyOf = (post: Post): string =>
  isAboveCommunity(post)
    ? '需要有人上门看看，社区现在没有在岗的人，交给上一级安排。'
    : '需要有人上门看看，交给住处的网格员；没有网格员就交给社区。'

/**
 * The same, where somebody has to go though nobody works in the community now: the street’s desk, then the district’s;
 * the community’s where there is nobody anywhere.
 */
export async function findStaffedVisitor(place: Place, now: Date): Promise<Post> {
  const nearest = await findVisitor(place, now)
  const { district, street } = place
  const above = [dropUndefined({ district, street }), { district }].map(triageOf)
  for (const post of [nearest, ...above]) if ((await listPostPeople(post, now)).length > 0) return post
  return nearest
}

/** Whether it is the desk of a street or a district. */
export function isAboveCommunity(post: Post): boolean {
  const level = areaLevelOf(postTargetOf(post))
  return postKindOf(post) === 'triage' && (level === 'street' || level === 'district')
}

async function buildVisit(
  { key, personId, place, text, clock = defaultClocks.danger, post: given }: NewVisit,
  deps: Deps,
): Promise<NeedRecord> {
  const now = deps.clock.now()
  const post = given ?? (await findVisitor(place, now))
  const described = await describePost(post)
  const triage = triageOf(place)
  const homeId = await findHomeIn(personId, place.building)
  const { acceptBy, resolveBy } = computeDeadlines(clock, now)
  const names = await readAreaNames([place.community])
  const by = systemAuthor
  const created = makeHistoryEntry({ state: 'submitted' }, 'release', { to: 'assigned' }, by, { now })
  const record = {
    ...{
      _id: new Types.ObjectId(),
      version: 1,
      kind: 'visit',
      source: 'system',
      state: 'assigned',
      open: true,
    },
    category: { code: 'visit', name: '上门看看', icon: 'walk' },
    ...{ isPublicPlace: false, isSensitive: true, isDanger: true },
    emergencyPhones: [emergencies.ambulance],
    ...{ createdBy: systemId, requestKey: key, personId, canConfirm: false },
    ...place,
    communityName: names.get(place.community ?? '') ?? '',
    place: dropUndefined({
      kind: 'home' as const,
      homeId: homeId === undefined ? undefined : new Types.ObjectId(homeId),
    }),
    ...{ text, media: [], answers: [] },
    ...{ post, postName: described?.name ?? '', postArea: described?.areaCode ?? place.district },
    ...{ heldSince: now, assignedBy: triage, triage, readers: [] as Post[], helpers: [] },
    route: { why: whyOf(post), post, broken: [] },
    ...{ clock, createdAt: now, releasedAt: now, acceptBy, resolveBy },
    ...{ escalations: 0, wasHeld: false, isOverdue: false, asks: 0, returns: 0, disputes: 0, extensions: 0 },
    ...{ isCallbackDue: false, isCallDue: false, supporters: [], checks: {}, check: 'pass' },
    history: [
      {
        ...created,
        id: new Types.ObjectId().toString(),
        action: 'create' as const,
        to: 'submitted' as const,
      },
      created,
    ],
    outbox: [makeOutboxEntry('need.release', { entryId: created.id }, deps)],
    hasOutbox: true,
  } as unknown as NeedRecord
  const { deadline, checkAt } = deriveClockFields(record)
  return { ...record, readers: listReaders(record), deadline, ...(checkAt ? { checkAt } : {}) }
}

/**
 * A need of kind `visit` that the system makes, once for each key, and gives to whoever is nearest.
 * @throws AppError `need.intake_paused` while the disk is nearly full, where nobody may be in danger: what is left is
 * kept for those who may be.
 */
export async function createVisit(visit: NewVisit, deps: Deps): Promise<NeedRecord> {
  assertThat(visit.clock === undefined || hasRoomForIntake(), 'need.intake_paused')
  const read = () => Need.findOne({ createdBy: systemId, requestKey: visit.key }).lean<NeedRecord>()
  const earlier = await read()
  if (earlier) return earlier
  const record = await buildVisit(visit, deps)
  if (!(await insertNeed(record))) return (await read()) ?? record
  kickOutbox(Need)
  announceChange(record, undefined, deps)
  return record
}

const mostTries = 5

/** Says something new to whoever is on the way, once for each key. Nothing happens when the visit is over. */
export async function tellVisitor(
  visitId: Types.ObjectId,
  { key, text }: { key: string; text: string },
  deps: Deps,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const visit = await Need.findOne({ _id: visitId, open: true }).lean<NeedRecord>()
    if (!visit || visit.history.some(({ requestKey }) => requestKey === key)) return
    const change = { to: visit.state, text }
    const extra = { now: deps.clock.now(), requestKey: key }
    const entry = makeHistoryEntry(visit, 'note', change, systemAuthor, extra)
    if (await applyChange(visit, change, entry, deps)) return
  }
}

/**
 * Nobody need go any more: the visit ends, whoever has it. Nothing happens where somebody has been there. Repeatable.
 * @param text why; without it nobody is told, for it is about somebody who died.
 */
export async function callOffVisit(
  visitId: Types.ObjectId,
  text: string | undefined,
  deps: Deps,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const visit = await Need.findOne({ _id: visitId, open: true }).lean<NeedRecord>()
    if (!visit || visit.state === 'resolved') return
    const now = deps.clock.now()
    const change: NeedChange = {
      ...{ to: 'withdrawn', text, set: { closedAt: now }, unset: ['pausedAt', 'reviewAt'] },
    }
    const entry = makeHistoryEntry(visit, 'callOff', change, systemAuthor, { now })
    if (await applyChange(visit, change, entry, deps)) return
  }
}
