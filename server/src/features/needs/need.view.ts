import type { NeedSummary, NeedView } from '@linli/shared/needs/need.contract'
import { describeProxy } from '@linli/shared/families/bond'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { Unit } from '../areas/unit.model'
import { signMediaUrl } from '../media/mediaLink'
import type { MediaSnapshot } from '../media/media.service'
import { describeHome, readPersonContact } from '../register/register.lookup'
import type { Actor } from '../users/actor'
import { readUserContact } from '../users/contact.service'
import { postKindOf, postTargetOf } from '@linli/shared/users/posts'
import { hideFirstWords, hideUnchecked, listUncheckedEntries } from './need.check'
import type { HistoryEntry, NeedRecord } from './need.model'
import { canBecomeMotion } from './need.motion'
import {
  canSeeContact,
  findParties,
  findProxyBond,
  findSight,
  isResident,
  listActions,
  mayOpenWithReason,
  type Sight,
} from './need.policy'
import { describeEntry, describeState } from './need.words'

interface Viewer {
  actor: Actor
  /** The viewer gave a reason to open this record, see users/recordAccess. */
  hasReason?: boolean
}

const excerptLength = 40
const cut = (text: string): string => {
  const points = Array.from(text)
  return points.length > excerptLength ? `${points.slice(0, excerptLength).join('')}…` : text
}
const canReadWords = (sight: Sight): boolean => sight === 'all' || sight === 'pool'

/** A row of a list; `sight` decides whether it carries words, `isAsked` whether the reader is who confirms. */
export function viewSummary(need: NeedRecord, sight: Sight, now: Date, isAsked = false): NeedSummary {
  return {
    id: need._id.toString(),
    version: need.version,
    state: need.state,
    stateText: describeState(need, now, isAsked),
    isOpen: need.open,
    kind: need.kind,
    source: need.source,
    category: need.category,
    createdAt: need.createdAt.toISOString(),
    holder:
      need.state === 'submitted'
        ? undefined
        : { post: need.post, name: need.postName, since: need.heldSince.toISOString() },
    deadline: need.open ? need.deadline?.toISOString() : undefined,
    isOverdue: isOverdue(need, now),
    isSupervised: need.supervisedBy !== undefined,
    isDanger: need.isDanger,
    supporters: need.supporters.length,
    excerpt: canReadWords(sight) && need.text !== undefined ? cut(need.text) : undefined,
    placeText: sight === 'none' ? undefined : describeRoughPlace(need, sight),
    proxyText: canReadWords(sight) && need.proxy ? describeProxy(need.proxy) : undefined,
  }
}

export function isOverdue(need: Pick<NeedRecord, 'state' | 'acceptBy' | 'resolveBy'>, now: Date): boolean {
  const isLate = (deadline: Date | undefined) => deadline !== undefined && deadline < now
  if (need.state === 'assigned') return isLate(need.acceptBy) || isLate(need.resolveBy)
  return need.state === 'accepted' && isLate(need.resolveBy)
}

/** Others read the community and, of a public place, where it is; never a home. */
function describeRoughPlace(need: NeedRecord, sight: Sight): string {
  const isOpenPlace = need.place?.kind === 'here' && need.place.text !== undefined
  return isOpenPlace && sight !== 'numbers'
    ? `${need.communityName} ${need.place?.text ?? ''}`
    : need.communityName
}

function viewMedia(media: readonly MediaSnapshot[] | undefined, actor: Actor, deps: Deps) {
  return (media ?? []).map((item) => ({
    id: item.id,
    kind: item.kind,
    ...signMediaUrl(item, { userId: actor.userId, access: 'full' }, deps),
  }))
}

function nameAuthor(entry: HistoryEntry, need: NeedRecord, actor: Actor): string {
  if (entry.by.userId.toString() === actor.userId && entry.by.kind === 'resident') return '您'
  if (entry.by.proxy) return entry.by.name
  if (findProxyBond(actor, need) && entry.by.kind === 'resident') return '老人本人'
  return entry.by.kind === 'resident' && isResident(actor, need) ? '家人' : entry.by.name
}

function viewTimeline(
  need: NeedRecord,
  waiting: ReadonlySet<string>,
  actor: Actor,
  deps: Deps,
): NeedView['timeline'] {
  const isStaff = findParties(actor, need).some((party) => party !== 'resident')
  return need.history
    .filter((entry) => isStaff || !entry.isInternal || entry.action === 'return')
    .map((entry) => {
      const mayRead = isStaff || !entry.isInternal
      return {
        id: entry.id,
        at: entry.at.toISOString(),
        action: entry.action,
        who: nameAuthor(entry, need, actor),
        title: mayRead ? describeEntry(entry, nameAuthor(entry, need, actor)) : describeReturn(entry),
        text: mayRead ? entry.text : undefined,
        media: mayRead ? viewMedia(entry.media, actor, deps) : [],
        isUnderReview: !isStaff && waiting.has(entry.id),
        isInternal: entry.isInternal ?? false,
      }
    })
}

/** What the resident reads of a return: that somebody else comes, not why. */
const describeReturn = ({ details }: HistoryEntry): string =>
  details?.isPassedOn === true ? '这位志愿者来不了，正在请下一位' : '正在换一个更合适的单位来办'

/** Whom it is for; of what was raised by proxy also the relative, who may be easier to reach. */
async function viewContact(need: NeedRecord, deps: Deps): Promise<NeedView['contact']> {
  const owner = await viewOwner(need, deps)
  if (!need.proxy) return owner
  return { ...owner, proxy: await readUserContact(need.proxy.userId.toString(), deps) }
}

async function viewOwner(need: NeedRecord, deps: Deps): Promise<NeedView['contact']> {
  if (need.reporterId) return readUserContact(need.reporterId.toString(), deps)
  if (need.personId) return readPersonContact(need.personId.toString(), deps)
  if (!need.contact) return undefined
  const open = (blob: string, field: string) => deps.crypto.decrypt(blob, fieldAad('needs', need._id, field))
  return {
    name: open(need.contact.name, 'contact.name'),
    phone: need.contact.phone === undefined ? undefined : open(need.contact.phone, 'contact.phone'),
  }
}

async function viewPlace(need: NeedRecord, mayKnowHome: boolean): Promise<NeedView['place']> {
  const { place } = need
  if (!place) return undefined
  const home = mayKnowHome && place.homeId ? await describeHome(place.homeId.toString()) : undefined
  const text = [need.communityName, home, place.kind === 'here' || mayKnowHome ? place.text : undefined]
  const [longitude, latitude] = place.point?.coordinates ?? []
  return {
    kind: place.kind,
    text: text.filter(Boolean).join(' '),
    ...(mayKnowHome && longitude !== undefined && latitude !== undefined
      ? { point: { longitude, latitude } }
      : {}),
  }
}

async function viewHolder(need: NeedRecord, sight: Sight): Promise<NeedView['holder']> {
  if (need.state === 'submitted') return undefined
  const holder = { post: need.post, name: need.postName, since: need.heldSince.toISOString() }
  if (sight !== 'all' || postKindOf(need.post) !== 'unit') return holder
  const unit = await Unit.findOne({ _id: postTargetOf(need.post) }, { phone: 1 }).lean()
  return { ...holder, ...(unit?.phone === undefined ? {} : { phone: unit.phone }) }
}

function findRelation(actor: Actor, need: NeedRecord): NeedView['relation'] {
  if (isResident(actor, need)) return 'resident'
  if (findParties(actor, need).length > 0) return 'staff'
  return need.supporters.some((id: Types.ObjectId) => id.toString() === actor.userId) ? 'supporter' : 'other'
}

const viewGuideAnswer = ({ guideId, guideAnswer }: NeedRecord): NeedView['guideAnswer'] =>
  guideId && guideAnswer ? { id: guideId.toString(), ...guideAnswer } : undefined

/** Who typed it for somebody reads the answer out to them, also where another desk has it now. */
const isTypist = (actor: Actor, need: NeedRecord): boolean => need.createdBy.toString() === actor.userId

/** To the relative who raised it, whom it is for. */
async function viewForWhom(actor: Actor, need: NeedRecord, deps: Deps): Promise<string | undefined> {
  const bond = findProxyBond(actor, need)
  return bond && (await readPersonContact(bond.personId, deps))?.name
}

/** What this viewer may see of a need, and may do to it. An allow-list: nothing reaches them that is not named here. */
export async function viewNeed(
  stored: NeedRecord,
  { actor, hasReason = false }: Viewer,
  deps: Deps,
): Promise<NeedView> {
  const now = deps.clock.now()
  const sight = findSight(actor, stored, hasReason)
  const need = hideFirstWords(
    actor,
    findRelation(actor, stored) === 'staff' ? stored : hideUnchecked(stored),
    sight,
  )
  const canRead = canReadWords(sight)
  const isAll = sight === 'all'
  const isStaff = findRelation(actor, need) === 'staff'
  const mayContact = isAll && !isResident(actor, need) && canSeeContact(actor, need, hasReason)
  const mayKnowHome = isResident(actor, need) || mayContact
  return {
    ...viewSummary(need, sight, now, isResident(actor, need)),
    holder: await viewHolder(need, sight),
    text: canRead ? need.text : undefined,
    media: canRead ? viewMedia(need.media, actor, deps) : [],
    answers: canRead ? need.answers.map(({ label, value }) => ({ label, value })) : [],
    isUnderReview: need.check === 'review' || need.check === 'pending',
    acceptBy: need.acceptBy?.toISOString(),
    resolveBy: need.resolveBy?.toISOString(),
    releaseAt: need.state === 'submitted' ? need.releaseAt?.toISOString() : undefined,
    relation: findRelation(actor, need),
    forWhom: await viewForWhom(actor, need, deps),
    community: sight === 'none' ? undefined : need.community,
    contact: mayContact ? await viewContact(need, deps) : undefined,
    isContactShut: !isResident(actor, need) && !mayContact && mayOpenWithReason(actor, need),
    place: sight === 'none' ? undefined : await viewPlace(need, mayKnowHome),
    emergencyPhones: need.emergencyPhones.map(({ name, number }) => ({ name, phone: number })),
    timeline: isAll ? viewTimeline(need, listUncheckedEntries(stored), actor, deps) : [],
    outcome: need.outcome,
    outcomeReason: isAll ? need.outcomeReason : undefined,
    rating:
      need.rating && isAll
        ? { grade: need.rating.grade, reasons: need.rating.reasons, text: need.rating.text }
        : undefined,
    forumPostId: isAll ? need.forumPostId?.toString() : undefined,
    motionId: isAll ? need.motionId?.toString() : undefined,
    careOrderId: isAll ? need.careOrderId?.toString() : undefined,
    canRaiseMotion: canBecomeMotion(stored, actor.userId) ? true : undefined,
    canForward: isResident(actor, need) && hasCard(need) ? true : undefined,
    guideAnswer: isAll || isTypist(actor, need) ? viewGuideAnswer(need) : undefined,
    route: isStaff ? { why: need.route.why, ruleName: need.route.ruleName } : undefined,
    subject: isAll && need.subject ? { kind: need.subject.kind, name: need.subject.name } : undefined,
    helpers: isAll ? need.helpers.map(({ post, name }) => ({ post, name })) : [],
    isCallbackDue: need.isCallbackDue && isStaff,
    mergedInto: need.mergedInto?.toString(),
    actions: listActions(actor, need, now),
  }
}

/** What is private or a complaint cannot be forwarded, for the card alone would tell of it. */
export const hasCard = (need: Pick<NeedRecord, 'isSensitive' | 'subject'>): boolean =>
  !need.isSensitive && !need.subject

/** “Me too”: category, place and date, nothing else. */
export function viewNearby(need: NeedRecord, actor: Pick<Actor, 'userId'>) {
  return {
    id: need._id.toString(),
    categoryName: need.category.name,
    placeText: describeRoughPlace(need, 'shared'),
    day: toShanghaiDay(need.createdAt),
    supporters: need.supporters.length,
    isSupported: need.supporters.some((id) => id.toString() === actor.userId),
  }
}
