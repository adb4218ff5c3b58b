import type { OutputOf } from '@linli/shared/contract'
import { effectGrades, type EffectGrade } from '@linli/shared/deliberation/project'
import type { projectContracts } from '@linli/shared/deliberation/project.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { groupCalls } from '../../lib/groupCalls'
import { readNewestFirst, type IdRange } from '../../lib/timedIds'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { assertMayWrite } from '../forum/forum.members'
import { isAuthor } from '../forum/post.policy'
import { makeWritten } from '../forum/post.service'
import { requestCheck, takeVerdict } from '../forum/written.check'
import { insertMissing } from '../messages/insertMissing'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { signatureKeyOf } from './coSign.service'
import { isNeighbour } from './motion.policy'
import { announceProject } from './project.announce'
import { pageOfProject } from './project.words'
import { Project, ProjectRating, type ProjectRecord, type RatingRecord } from './project.model'
import { findReadableProject } from './project.service'
import { readPersonKeys } from './register.standing'

type RateBody = OutputOf<typeof projectContracts.rateProject.body>
type ListQuery = OutputOf<typeof projectContracts.listProjectComments.query>

/** One of each person: of two accounts that turned out to be one, what was said last. */
async function readGrades(projectId: string): Promise<{ grade: EffectGrade }[]> {
  const rows = await ProjectRating.find({ projectId }, { grade: 1, authorId: 1 }).lean<
    Pick<RatingRecord, 'grade' | 'authorId'>[]
  >()
  const keys = await readPersonKeys(rows.map(({ authorId }) => ({ userId: authorId })))
  return [...new Map(rows.map((row, i) => [keys[i]?.key, row])).values()]
}

/** Counted anew, so that two who rate in the same moment both count. */
const countGrades = groupCalls<{ id: string; deps: Deps }, undefined>(
  async (asked) => {
    const byId = new Map(asked.map(({ id, deps }) => [id, deps]))
    for (const [id, deps] of byId) {
      let last = ''
      for (let tries = 0; tries < 5; tries += 1) {
        const rows = await readGrades(id)
        const grades = Object.fromEntries(
          effectGrades.map((grade) => [`${grade}`, rows.filter((row) => row.grade === grade).length]),
        )
        if (JSON.stringify(grades) === last) break
        last = JSON.stringify(grades)
        await Project.updateOne({ _id: id }, { $set: { grades } })
      }
      await announceProject(id, deps)
    }
    return asked.map(() => undefined)
  },
  { size: 500, atOnce: 1 },
)

export const findOwnRating = (actor: Actor, projectId: Types.ObjectId): Promise<RatingRecord | null> =>
  ProjectRating.findOne({ key: signatureKeyOf(projectId, actor) }).lean<RatingRecord | null>()

/** Words are speech: a mute, the name and numbers count. A grade alone is a vote, which nothing touches. */
async function assertMayComment(actor: Actor, community: string, comment: string, deps: Deps) {
  const texts = [comment]
  await assertMayWrite(actor, { community, as: 'resident', texts }, deps)
}

/** One grade of one person; pressed again with another it is changed. Other words are checked anew. */
export async function rateProject(
  actor: Actor,
  id: string,
  { grade, comment }: RateBody,
  deps: Deps,
): Promise<ProjectRecord> {
  const project = await findReadableProject(actor, id)
  assertThat(isNeighbour(actor, project.community), 'project.not_yours_to_rate')
  assertThat(project.state === 'done', 'project.not_now', { state: project.state })
  if (comment != null) await assertMayComment(actor, project.community, comment, deps)
  const own = await findOwnRating(actor, project._id)
  if (own) await changeRating(own, grade, comment, deps)
  else if (!(await insertRating(actor, project, grade, comment, deps))) {
    const first = await findOwnRating(actor, project._id)
    if (first) await changeRating(first, grade, comment, deps)
  }
  kickOutbox(ProjectRating)
  await countGrades({ id, deps })
  return findReadableProject(actor, id)
}

async function insertRating(
  actor: Actor,
  project: ProjectRecord,
  grade: EffectGrade,
  comment: string | null | undefined,
  deps: Deps,
): Promise<boolean> {
  const key = signatureKeyOf(project._id, actor)
  const press = { requestKey: key, fingerprint: '' }
  const voice = { as: 'resident' as const, isOfficial: false }
  const hasWords = comment != null
  const record = {
    ...makeWritten(actor, voice, project.community, press, deps),
    ...{ key, projectId: project._id, grade, hasWords },
    text: comment ?? '',
    media: [],
    outbox: hasWords ? [makeOutboxEntry('rating.written', {}, deps)] : [],
    ...(hasWords ? { hasOutbox: true } : {}),
  } satisfies RatingRecord
  return (await insertMissing(ProjectRating, [record]))[0] === true
}

async function changeRating(
  own: RatingRecord,
  grade: EffectGrade,
  comment: string | null | undefined,
  deps: Deps,
): Promise<void> {
  if (comment == null || comment === own.text) {
    await ProjectRating.updateOne({ _id: own._id }, { $set: { grade } })
    if (comment === null && own.hasWords) await eraseRating(own, deps)
    return
  }
  const { modifiedCount } = await ProjectRating.updateOne(
    { _id: own._id, edition: own.edition },
    {
      $set: {
        grade,
        text: comment,
        hasWords: true,
        state: 'checking',
        edition: own.edition + 1,
        editedAt: deps.clock.now(),
        hasOutbox: true,
      },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('rating.written', {}, deps) },
    },
  )
  if (modifiedCount === 0) throw new AppError('project.not_now', { state: own.state })
}

/** Two accounts that rated turned out to be one person: what she said last counts, at once. */
export async function recountRatedBy(userId: string, deps: Deps): Promise<void> {
  const rows = await ProjectRating.find({ authorId: userId }, { projectId: 1 }).lean()
  for (const id of new Set(rows.map(({ projectId }) => projectId.toString()))) await countGrades({ id, deps })
}

/** What follows a change of words, at least once; and the count, should the request have died before it could. */
export async function applyRatingEntry(rating: RatingRecord, _: OutboxEntry, deps: Deps): Promise<void> {
  await countGrades({ id: rating.projectId.toString(), deps })
  if (!rating.hasWords && rating.state !== 'deleted') return
  const page = pageOfProject(rating.projectId)
  await requestCheck(rating, { kind: 'forumRating', texts: [rating.text], page }, deps)
}

export async function takeRatingVerdict(decision: ContentDecision, deps: Deps): Promise<void> {
  const before = await takeVerdict(ProjectRating, decision, () => ({}))
  if (before) await announceProject(before.projectId, deps)
}

/** What neighbours said when they rated, the newest first; of what others do not read, one's own. */
export async function listRatings(
  actor: Actor,
  project: ProjectRecord,
  { cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<RatingRecord[]> {
  const read = (range: IdRange, most: number) =>
    ProjectRating.find({ projectId: project._id, hasWords: true, ...range }, { outbox: 0 })
      .sort({ _id: -1 })
      .limit(most)
      .lean<RatingRecord[]>()
  const isKept = (rating: RatingRecord): boolean =>
    rating.state === 'visible' || (isAuthor(actor, rating) && rating.state !== 'deleted')
  return readNewestFirst({ read, isKept, cursor, limit: limit + 1 }, deps.clock.now())
}

/** Takes the words away; the grade stays a number. Repeatable. */
export async function eraseRating(rating: RatingRecord, deps: Deps): Promise<void> {
  await ProjectRating.updateOne(
    { _id: rating._id },
    {
      $set: { state: 'deleted', text: '', hasWords: false, hasOutbox: true },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('rating.written', {}, deps) },
    },
  )
  kickOutbox(ProjectRating)
}
