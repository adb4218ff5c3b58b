import { postStepTargets, type PostStep } from '@linli/shared/forum/post.state'
import type { Model, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { checkScenes } from '../../integrations/wechat/wechat.port'
import { toPlace } from '../../lib/placeFields'
import { withdrawContent } from '../contentCheck/contentCheck.case'
import { checkKeyOf, checkContent } from '../contentCheck/contentCheck.service'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { ContentCheck, type StoredContentCheck } from '../contentCheck/contentCheck.model'
import { readCaseNotes } from '../contentCheck/contentReview.subject'
import { requeueReported } from '../moderation/report.service'
import { resolveSubject } from '../routing/subject.service'
import type { ForumPostRecord, WrittenRecord } from './post.model'
import { findWatchReason } from './written.watch'

/** What is written in the forum, and in what is decided there: mutes and appeals know it by the beginning `forum`. */
export type WrittenKind = 'forumPost' | 'forumComment' | 'forumMotion' | 'forumArgument' | 'forumRating'

/** Each edition is a piece of its own: the verdict on the old words cannot pass the new ones. */
export const fieldOf = (edition: number): string => `words:${edition}`

export const subjectOf = (kind: WrittenKind, { _id, edition }: Pick<WrittenRecord, '_id' | 'edition'>) => ({
  kind,
  id: _id.toString(),
  field: fieldOf(edition),
})

interface Checked {
  kind: WrittenKind
  texts: (string | undefined)[]
  page: string
  /** Whom the post is about, under which it stands: they neither see it nor decide on it. */
  subject?: ForumPostRecord['subject']
}

/** Who must not decide on what is about somebody, or stands under it: that person, or all who work in the unit. */
async function barSubject(record: WrittenRecord, { subject }: Checked) {
  if (!subject) return {}
  const about = { kind: subject.kind, id: subject.id.toString() }
  const { userIds } = await resolveSubject(about, toPlace(record))
  return { barredUserIds: [...userIds], ...(about.kind === 'user' ? { subjectUserId: about.id } : {}) }
}

/** What was rewritten waits for nobody's decision any more, nor does anything of what was deleted. */
async function withdrawEarlier(
  kind: WrittenKind,
  { _id, edition, state }: WrittenRecord,
  deps: Pick<Deps, 'publish'>,
): Promise<void> {
  const last = state === 'deleted' ? edition : edition - 1
  for (let each = 1; each <= last; each += 1)
    await withdrawContent(subjectOf(kind, { _id, edition: each }), deps)
}

/** What people have said of the words before, as they were last handed in, and decided. */
export async function readNotesBefore(kind: WrittenKind, { _id, edition }: WrittenRecord) {
  for (let each = edition - 1; each >= 1; each -= 1) {
    const notes = await readCaseNotes(subjectOf(kind, { _id, edition: each }))
    if (notes) return notes
  }
  return undefined
}

/** Has the present edition checked, and that one only; asked again for the same one it does nothing. */
export async function requestCheck(record: WrittenRecord, checked: Checked, deps: Deps): Promise<void> {
  await withdrawEarlier(checked.kind, record, deps)
  if (record.state === 'deleted') return
  const before = await readNotesBefore(checked.kind, record)
  await checkContent(
    {
      subject: subjectOf(checked.kind, record),
      userId: record.authorId.toString(),
      place: toPlace(record),
      texts: checked.texts.filter((text) => text !== undefined),
      mediaIds: record.media.map(({ id }) => id),
      scene: checked.kind === 'forumPost' ? checkScenes.forum : checkScenes.comment,
      page: checked.page,
      isAuthorBarred: true,
      isAboutDesk: before?.isAboutDesk === true,
      // Rewritten in the moment in which it was taken away: nobody has read these words.
      watch: before?.isTakenAway ? 'rewritten' : await findWatchReason(record, checked, deps),
      ...(await barSubject(record, checked)),
    },
    deps,
  )
}

const stepOf: Record<ContentDecision['state'], PostStep> = { pass: 'pass', review: 'queue', hidden: 'hide' }

const mostTries = 5

/** Not again, when a newer verdict was taken or the words have changed since. */
const isOutdated = (record: WrittenRecord, { subject, version }: ContentDecision): boolean =>
  subject.field !== fieldOf(record.edition) ||
  (record.verdict?.edition === record.edition && record.verdict.version >= version)

/**
 * Takes a verdict on the present edition: what its author deleted stays deleted, what was rewritten waits for its own
 * verdict, and an older one that comes late changes nothing.
 * @param extra what else the same write changes.
 * @returns the record as it was before, when its state changed.
 */
export async function takeVerdict<T extends WrittenRecord>(
  model: Model<T>,
  decision: ContentDecision,
  extra: (before: T, to: WrittenRecord['state']) => { $set?: object; $unset?: object; $push?: object },
): Promise<T | undefined> {
  const written = model as unknown as Model<WrittenRecord>
  const { version, isFinal } = decision
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await written.findOne({ _id: decision.subject.id }).lean<WrittenRecord>()
    if (!before || isOutdated(before, decision)) return undefined
    const to = postStepTargets[before.state][stepOf[decision.state]] ?? before.state
    const { $set, ...more } = extra(before as T, to)
    const { modifiedCount } = await written.updateOne(
      { _id: before._id, state: before.state, version: before.version },
      {
        $set: {
          ...$set,
          state: to,
          verdict: { edition: before.edition, version, ...(isFinal ? { isFinal } : {}) },
        },
        ...more,
        $inc: { version: 1 },
      },
    )
    if (modifiedCount === 1) return to === before.state ? undefined : (before as T)
  }
  throw new Error(`the verdict on ${decision.subject.kind} ${decision.subject.id} always came between`)
}

/** Reports on the words before an edit count for the new ones too. Repeatable. */
export async function bringReportsBack(kind: WrittenKind, record: WrittenRecord, deps: Deps): Promise<void> {
  if (record.edition === 1) return
  const { community } = record
  await requeueReported({ ...subjectOf(kind, record), community }, deps)
}

/** The checks of many pieces by `kind:id:field`, for their authors. */
export async function readCases(
  kind: WrittenKind,
  records: readonly WrittenRecord[],
): Promise<Map<string, StoredContentCheck>> {
  if (records.length === 0) return new Map()
  const keys = records.map((record) => checkKeyOf(subjectOf(kind, record)))
  const rows = await ContentCheck.find({ key: { $in: keys } }).lean<StoredContentCheck[]>()
  return new Map(rows.map((row) => [row.subjectId, row]))
}

/**
 * The same, before the new words are read: what the level above looks at is not the desk's in between. Whoever let them
 * pass by hand has seen what was said.
 */
export async function bringReportsBeforeVerdict(
  kind: WrittenKind,
  record: WrittenRecord,
  { state, isByPerson = false, subject }: ContentDecision,
  deps: Deps,
): Promise<void> {
  const isMachine = state === 'pass' && !isByPerson
  if (isMachine && subject.field === fieldOf(record.edition)) await bringReportsBack(kind, record, deps)
}

/** Every edition as it was written, the oldest first, for whoever moderates there. */
export function listEditions(kind: WrittenKind, id: Types.ObjectId): Promise<StoredContentCheck[]> {
  const prefix = `${kind}:${id.toString()}:`
  return ContentCheck.find({ key: { $gte: prefix, $lt: `${prefix}~` } })
    .sort({ _id: 1 })
    .limit(50)
    .lean<StoredContentCheck[]>()
}

/** What its author took out of it is nobody else's to open any more. @throws AppError `record.not_found`. */
export function withFile<T extends WrittenRecord>(record: T, mediaId: string): T {
  assertThat(
    record.media.some(({ id }) => id === mediaId),
    'record.not_found',
  )
  return record
}
