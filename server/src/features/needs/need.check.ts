import { placeOf, type Place } from '@linli/shared/areas/areas'
import { postKindOf, postTargetOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { checkContent } from '../contentCheck/contentCheck.service'
import type { OutboxEntry } from '../messages/outbox'
import { announceChange } from './need.change'
import { Need, type HistoryEntry, type NeedRecord } from './need.model'
import { listHiddenFrom } from './need.secrecy'

const wordsField = 'words'

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
 * hides nothing from whoever holds the job.
 */
export async function requestNeedCheck(
  need: NeedRecord,
  outboxEntry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  const isBorn = outboxEntry.event === 'need.create' || outboxEntry.event === 'need.release'
  if (isBorn)
    await ask(
      need,
      wordsField,
      need.createdBy.toString(),
      need.text === undefined ? [] : [need.text],
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
