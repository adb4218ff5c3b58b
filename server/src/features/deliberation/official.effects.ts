import type { Deps } from '../../deps'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import type { OutboxEntry } from '../messages/outbox'
import { Meeting, type MeetingRecord } from './meeting.model'
import { pageOfMeeting } from './meeting.messages'
import { announceMotion } from './motion.announce'
import { stepMotion } from './motion.change'
import { followCopy, type Copied } from './motion.copies'
import { Motion, type MotionRecord } from './motion.model'
import { pageOfMotion, piecesOfStep } from './motion.words'
import { checkPiece, takePieceVerdict, type OfficialPiece } from '../contentCheck/official.pieces'
import { announceProject } from './project.announce'
import { pageOfProject } from './project.words'
import { Project, type ProjectRecord } from './project.model'

/** What follows a step of a project: its motion ends with it, and what the community wrote is checked. */
export async function applyProjectEntry(
  project: ProjectRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  const update = project.updates.find(({ id }) => id === entry.data.updateId)
  if (project.motionId && (entry.event === 'project.finish' || entry.event === 'project.stop')) {
    const step = entry.event === 'project.finish' ? 'projectDone' : 'projectStopped'
    const motion = await Motion.findOne({ _id: project.motionId }, { projectId: 1 }).lean()
    // After a stop another project may have begun of the same motion: this one ends itself only.
    if (motion?.projectId?.equals(project._id)) {
      // Words of a person, which are checked and can be taken away there, too.
      const said = update && { text: update.text, by: { ...update.by, kind: 'staff' as const } }
      await stepMotion(project.motionId, step, said ?? {}, deps)
    }
  }
  if (!update) return
  const page = pageOfProject(project._id)
  const { userId } = update.by
  if (entry.event === 'project.start') {
    const { title, text, unitName, milestones } = project
    const texts = [title, text, unitName, ...milestones.map((milestone) => milestone.title)]
    await checkPiece('project', project, { field: 'words', userId, texts }, page, deps)
    return
  }
  const { id, title, text, media } = update
  await checkPiece(
    'project',
    project,
    { field: `update:${id}`, userId, texts: [title, text], media },
    page,
    deps,
  )
}

function findPiece(meeting: MeetingRecord, { event, data }: OutboxEntry): OfficialPiece | undefined {
  const { title, place, agenda, minutes, cancelledBecause, decisions } = meeting
  const userId = String(data.userId)
  switch (event) {
    case 'meeting.announced':
      return { field: 'announcement', userId, texts: [title, place, ...agenda.map(({ text }) => text)] }
    case 'meeting.cancel':
      return { field: 'cancel', userId, texts: [cancelledBecause] }
    case 'meeting.publish':
      return minutes && { field: 'minutes', userId, texts: [minutes.text], media: minutes.media }
    case 'meeting.decided': {
      const decision = decisions.find(({ id }) => id === data.decisionId)
      return decision && { field: `decision:${decision.id}`, userId, texts: [decision.text] }
    }
    default:
      return undefined
  }
}

export async function applyMeetingEntry(
  meeting: MeetingRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  const piece = findPiece(meeting, entry)
  if (piece) await checkPiece('meeting', meeting, piece, pageOfMeeting(meeting._id), deps)
}

/** What the community said to a motion, whatever it decided. */
export async function checkAnswer(motion: MotionRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  const step = motion.history.find(({ id }) => id === entry.data.entryId)
  if (step?.by.kind !== 'staff' || step.text === undefined) return
  const piece = { field: piecesOfStep(step.id).own, userId: step.by.userId, texts: [step.text] }
  await checkPiece('motionAnswer', motion, piece, pageOfMotion(motion._id), deps)
}

/** Its motion says with which title it began, and with which words it ended. */
function findProjectCopy({ motionId, title, updates }: ProjectRecord, field: string): Copied {
  const text = field === 'words' ? title : updates.find(({ id }) => `update:${id}` === field)?.text
  return { motionId, text }
}

/** What a moderator, or the check, says of what the community wrote; its photos may be seen then, too. */
export function registerOfficialVerdicts(): void {
  onContentDecided('project', async (decision, deps) => {
    await takePieceVerdict(Project, decision)
    const project = await Project.findOne({ _id: decision.subject.id }).lean<ProjectRecord>()
    if (project) await followCopy(findProjectCopy(project, decision.subject.field), decision.state, deps)
    await announceProject(decision.subject.id, deps)
  })
  onContentDecided('meeting', async (decision, deps) => {
    await takePieceVerdict(Meeting, decision)
    const meeting = await Meeting.findOne({ _id: decision.subject.id }).lean<MeetingRecord>()
    const decided = meeting?.decisions.find(({ id }) => `decision:${id}` === decision.subject.field)
    if (decided) await followCopy(decided, decision.state, deps)
  })
  onContentDecided('motionAnswer', async (decision, deps) => {
    await takePieceVerdict(Motion, decision)
    await announceMotion(decision.subject.id, deps)
  })
}
