import { markPath, pathNames, type PathStep } from '@linli/shared/deliberation/motion'
import type { ArgumentView, MotionSummary, MotionView } from '@linli/shared/deliberation/motion.contract'
import type { MotionState } from '@linli/shared/deliberation/motion.state'
import { postStateTexts } from '@linli/shared/forum/post.state'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { canAppeal } from '../contentCheck/contentReview.appeal'
import { describeHiding } from '../contentCheck/contentReview.own'
import { readNeighbourNames } from '../forum/forum.names'
import { isAuthor, isSettled } from '../forum/post.policy'
import { cutText, listNamed, viewAuthor, viewFiles } from '../forum/post.view'
import { readCases } from '../forum/written.check'
import type { Actor } from '../users/actor'
import type { ArgumentRecord } from './argument.model'
import { readSigned } from './coSign.service'
import { isDecided } from './motion.clock'
import { readHeard } from './motion.counts'
import { Motion, type MotionEntry, type MotionRecord } from './motion.model'
import { canReadWords, isDesk, isNeighbour, isStreet, listMotionActions } from './motion.policy'
import { hiddenWords } from '../contentCheck/official.pieces'
import { coveredText, coveredTitle, describeStage, entryTitles, isForStaff, isStepGone } from './motion.words'

type Names = Awaited<ReturnType<typeof readNeighbourNames>>

/** While its clock stands still, because others do not read it, nothing is promised for a day. */
const readDue = ({ state, stage, dueBy }: MotionRecord): Date | undefined =>
  state === 'visible' || isDecided(stage) ? dueBy : undefined

/** As this person reads it: of what was taken away the desk sees where it stands, and not its words. */
const coverWords = (motion: MotionRecord, actor: Actor): MotionRecord =>
  canReadWords(actor, motion) ? motion : { ...motion, title: coveredTitle, text: coveredText, media: [] }

function viewShared(
  motion: MotionRecord,
  { names, signed, actor, now }: { names: Names; signed: ReadonlySet<string>; actor: Actor; now: Date },
) {
  const { stage, state, counts } = motion
  const dueBy = readDue(motion)
  const id = motion._id.toString()
  return {
    id,
    state: stage,
    stateText: describeStage(motion),
    title: motion.title,
    author: viewAuthor(motion, names, actor),
    at: motion.createdAt.toISOString(),
    counts: { coSigners: counts.coSigners, for: counts.for, against: counts.against },
    threshold: motion.threshold,
    isScheduled: motion.scheduled !== undefined,
    isCoSigned: signed.has(id),
    isOverdue: stage !== 'gathering' && dueBy !== undefined && dueBy < now,
    ...dropUndefined({
      dueBy: dueBy?.toISOString(),
      visibilityText: canReadWords(actor, motion) && state !== 'visible' ? postStateTexts[state] : undefined,
    }),
  }
}

/** Rows of a list, in a number of reads that does not grow with the rows. */
export async function viewMotions(
  read: readonly MotionRecord[],
  actor: Actor,
  deps: Deps,
): Promise<MotionSummary[]> {
  const motions = read.map((motion) => coverWords(motion, actor))
  const names = await readNeighbourNames(listNamed(motions), deps)
  const signed = await readSigned(
    motions.map(({ _id }) => _id),
    actor,
  )
  const known = { names, signed, actor, now: deps.clock.now() }
  return motions.map((motion) => ({ ...viewShared(motion, known), excerpt: cutText(motion.text) }))
}

const stepOfStage: Partial<Record<MotionState, PathStep>> = {
  gathering: 'coSign',
  submitted: 'decide',
  scheduled: 'decide',
  accepted: 'decide',
  voting: 'decide',
  passed: 'project',
  underway: 'project',
  done: 'review',
}

/** The way with the day on which each step began. */
function viewPath({ stage, history, createdAt }: MotionRecord): MotionView['path'] {
  const began = new Map<PathStep, Date>([['raise', createdAt]])
  for (const { to, at } of history) {
    const step = stepOfStage[to]
    if (step && !began.has(step)) began.set(step, at)
  }
  return markPath(stage).map(({ step, mark }) => {
    const at = mark === 'ahead' ? undefined : began.get(step)
    return { step, name: pathNames[step], mark, ...(at ? { at: at.toISOString() } : {}) }
  })
}

const viewEntry = (
  { id, at, action, by, text }: MotionEntry,
  isGone: boolean,
): MotionView['history'][number] => ({
  id,
  at: at.toISOString(),
  action,
  who: by.name,
  title: entryTitles[action],
  ...(text === undefined ? {} : { text: isGone ? hiddenWords : text }),
})

function viewFifth({ counts, figures }: MotionRecord): MotionView['fifth'] {
  if (!figures || figures.adults === 0) return undefined
  return {
    adults: { part: counts.adults, of: figures.adults },
    households: { part: counts.households, of: figures.households },
  }
}

/** Only for its author: the case behind what others do not read. */
async function viewOwnCase(motion: MotionRecord, actor: Actor) {
  if (!isAuthor(actor, motion) || motion.state !== 'hidden') return undefined
  const check = (await readCases('forumMotion', [motion])).get(motion._id.toString())
  return (
    check && {
      hiddenBecause: describeHiding(check),
      caseId: check._id.toString(),
      isAppealOpen: canAppeal(check),
    }
  )
}

async function viewMerged({ mergedInto }: MotionRecord): Promise<MotionView['mergedInto']> {
  if (!mergedInto) return undefined
  const into = await Motion.findOne({ _id: mergedInto }, { title: 1, state: 1 }).lean<
    Pick<MotionRecord, 'title' | 'state'>
  >()
  return into?.state === 'visible' ? { id: mergedInto.toString(), title: into.title } : undefined
}

/** A post may be opened by those who read here; a need only by whoever raised it. */
function viewFrom(motion: MotionRecord, actor: Actor): MotionView['from'] {
  const { source } = motion
  if (!source) return undefined
  const isOpen = source.kind === 'post' || isAuthor(actor, motion)
  return { kind: source.kind, ...(isOpen ? { id: source.id.toString() } : {}) }
}

/** One motion in full, with what this person may do to it. */
export async function viewMotion(read: MotionRecord, actor: Actor, deps: Deps): Promise<MotionView> {
  const motion = coverWords(read, actor)
  const { community } = motion
  const names = await readNeighbourNames(listNamed([motion]), deps)
  const signed = await readSigned([motion._id], actor)
  const own = await viewOwnCase(motion, actor)
  const isStaff = isDesk(actor, community) || isStreet(actor, community)
  const isGone = ({ id }: MotionEntry): boolean => isStepGone(motion, id, { isStaff })
  const answered = motion.history.find(({ action }) => action === 'answer')
  return {
    ...viewShared(motion, { names, signed, actor, now: deps.clock.now() }),
    version: motion.version,
    community,
    text: motion.text,
    media: viewFiles(motion, actor, deps),
    visibility: motion.state,
    path: viewPath(motion),
    history: motion.history
      .filter((entry) => isStaff || !isForStaff(entry))
      .map((entry) => viewEntry(entry, isGone(entry))),
    ...dropUndefined({
      fifth: viewFifth(motion),
      householdsHeard: await readHeard(motion._id.toString(), community, deps),
      answer: motion.answer && {
        ...motion.answer,
        at: motion.answer.at.toISOString(),
        ...(answered && isGone(answered) ? { text: hiddenWords } : {}),
      },
      mergedInto: await viewMerged(motion),
      ballotId: motion.ballotId,
      projectId: motion.projectId?.toString(),
      from: viewFrom(motion, actor),
      hiddenBecause: own?.hiddenBecause,
      caseId: own?.caseId,
    }),
    canAppeal: own?.isAppealOpen === true,
    actions: listMotionActions(actor, motion, signed.has(motion._id.toString())),
  }
}

/** Arguments in a number of reads that does not grow with them. */
export async function viewArguments(
  rows: readonly ArgumentRecord[],
  actor: Actor,
  deps: Deps,
): Promise<ArgumentView[]> {
  const names = await readNeighbourNames(listNamed(rows), deps)
  const hidden = rows.filter((row) => isAuthor(actor, row) && row.state === 'hidden')
  const cases = await readCases('forumArgument', hidden)
  return rows.map((row) => {
    const isOwn = isAuthor(actor, row)
    const check = cases.get(row._id.toString())
    const mayReport =
      !isOwn && row.state === 'visible' && isNeighbour(actor, row.community) && !isSettled(row)
    const actions: [ArgumentView['actions'][number], boolean][] = [
      ['delete', isOwn],
      ['report', mayReport],
      ['appeal', check !== undefined && canAppeal(check)],
    ]
    return {
      id: row._id.toString(),
      side: row.side,
      author: viewAuthor(row, names, actor),
      text: row.text,
      at: row.createdAt.toISOString(),
      ...dropUndefined({
        stateText: row.state === 'visible' ? undefined : postStateTexts[row.state],
        hiddenBecause: describeHiding(check),
        caseId: check?._id.toString(),
      }),
      actions: actions.filter(([, isOpen]) => isOpen).map(([action]) => action),
    }
  })
}
