import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { NeedParty } from '@linli/shared/needs/need.state'
import { postKindOf, postTargetOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import type { Actor } from '../users/actor'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { checkContent } from '../contentCheck/contentCheck.service'
import type { OutboxEntry } from '../messages/outbox'
import { announceChange } from './need.change'
import { Need, type HistoryEntry, type NeedRecord } from './need.model'
import { findParties, isResident, type Sight } from './need.policy'
import { listHiddenFrom } from './need.secrecy'

const wordsField = 'words'

/** Whatever was written freely when it was raised: the words, the place in words, and answers that no list offered. */
export const listFirstTexts = ({
  text,
  place,
  answers,
}: Pick<NeedRecord, 'text' | 'place' | 'answers'>): string[] =>
  [text, place?.text, ...answers.filter(({ raw, value }) => raw === value).map(({ value }) => value)].filter(
    (words) => words !== undefined,
  )

/** What one entry of the history lets others read. */
const listTexts = (entry: HistoryEntry): string[] =>
  [entry.text, entry.details?.reason].filter((text) => typeof text === 'string')

/** Words are reviewed where the need lies; those of a complaint no lower than the desk that took it. */
function findReviewPlace(need: NeedRecord): Place {
  if (!need.subject) return toPlace(need)
  const isAtDesk = postKindOf(need.triage) === 'triage'
  return isAtDesk ? placeOf(postTargetOf(need.triage)) : { district: need.district }
}

async function ask(
  need: NeedRecord,
  field: string,
  userId: string,
  texts: string[],
  mediaIds: string[],
  deps: Deps,
) {
  const subjectUserId = need.subject?.kind === 'user' ? need.subject.id.toString() : undefined
  await checkContent(
    {
      subject: { kind: 'need', id: need._id.toString(), field },
      userId,
      place: findReviewPlace(need),
      barredUserIds: [...(await listHiddenFrom(need))],
      texts,
      mediaIds,
      page: `packages/needs/pages/detail/index?id=${need._id.toString()}`,
      ...dropUndefined({ subjectUserId }),
    },
    deps,
  )
}

/**
 * Has what was written checked before other residents, or the resident it is for, read it. It delays no route and
 * hides nothing from whoever holds the job. What the product itself says, as why a visit is needed, nobody checks.
 */
export async function requestNeedCheck(
  need: NeedRecord,
  outboxEntry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  if (outboxEntry.data.isBorn === true && need.source !== 'system')
    await ask(
      need,
      wordsField,
      need.createdBy.toString(),
      listFirstTexts(need),
      need.media.map((m) => m.id),
      deps,
    )
  const entry = need.history.find((h) => h.id === outboxEntry.data.entryId)
  if (!entry || entry.by.kind === 'system') return
  await ask(
    need,
    entry.id,
    entry.by.userId.toString(),
    listTexts(entry),
    (entry.media ?? []).map((m) => m.id),
    deps,
  )
}

/** Keeps a verdict; an older one that comes late changes nothing. */
export async function takeNeedVerdict(
  { subject, state, version }: ContentDecision,
  deps: Deps,
): Promise<void> {
  const field = `checks.${subject.field}`
  const { modifiedCount } = await Need.updateOne(
    { _id: subject.id, [`${field}.version`]: { $not: { $gte: version } } },
    {
      $set: { [field]: { state, version }, ...(subject.field === wordsField ? { check: state } : {}) },
      $inc: { version: 1 },
    },
  )
  if (modifiedCount === 0) return
  const need = await Need.findOne({ _id: new Types.ObjectId(subject.id) }).lean<NeedRecord | null>()
  if (need) announceChange(need, undefined, deps)
}

/** Whether the resident may read what staff wrote in an entry: nothing unchecked, and nothing refused. */
function isEntryChecked(need: Pick<NeedRecord, 'checks'>, entry: HistoryEntry): boolean {
  const hasContent = listTexts(entry).length > 0 || (entry.media ?? []).length > 0
  return !hasContent || entry.by.kind !== 'staff' || need.checks[entry.id]?.state === 'pass'
}

/** Entries whose words the resident does not read yet. */
export function listUncheckedEntries(need: NeedRecord): Set<string> {
  return new Set(need.history.filter((entry) => !isEntryChecked(need, entry)).map(({ id }) => id))
}

const jobParties: readonly NeedParty[] = ['holder', 'triage', 'above']

/**
 * Whether what it was raised with stays shut to this reader until it is checked: volunteers who have not taken it, and
 * the resident for whom staff typed it. Source: docs/adr/0009.
 */
export function areFirstWordsShut(actor: Actor, need: NeedRecord, sight: Sight): boolean {
  if (need.check === 'pass') return false
  if (sight === 'pool') return true
  const isTyped = need.source !== 'self' && need.source !== 'proxy'
  return isTyped && isResident(actor, need) && !findParties(actor, need).some((p) => jobParties.includes(p))
}

/** The need without what is shut to this reader of what it was raised with. */
export function hideFirstWords(actor: Actor, need: NeedRecord, sight: Sight): NeedRecord {
  if (!areFirstWordsShut(actor, need, sight)) return need
  const hidden: NeedRecord = { ...need, media: [], answers: [] }
  delete hidden.text
  if (need.place) {
    hidden.place = { ...need.place }
    delete hidden.place.text
  }
  return hidden
}

const endings: readonly HistoryEntry['action'][] = ['decline', 'close', 'confirm', 'callback']

/** The need as the resident may read it: what staff wrote stays out until it is checked. */
export function hideUnchecked(need: NeedRecord): NeedRecord {
  const history = need.history.map((entry) => {
    if (isEntryChecked(need, entry)) return entry
    const hidden: HistoryEntry = {
      ...entry,
      ...(entry.details ? { details: { ...entry.details, reason: '' } } : {}),
    }
    delete hidden.text
    delete hidden.media
    return hidden
  })
  const ending = need.history.findLast((entry) => endings.includes(entry.action))
  if (!ending || isEntryChecked(need, ending)) return { ...need, history }
  const hidden: NeedRecord = { ...need, history }
  delete hidden.outcomeReason
  return hidden
}
