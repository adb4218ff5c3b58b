import type { Types } from 'mongoose'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { HomeLink } from '../register/homeLink.model'
import { User } from '../users/user.model'
import { listCoSigners } from './coSign.service'
import { Councillor, type CouncillorRecord } from './councillor.model'
import { Attendance, type AttendanceRecord } from './meeting.model'
import { Motion, type MotionRecord } from './motion.model'
import type { ProjectRecord } from './project.model'
import { tellLate } from './project.late'
import { pageOfProject, showProject } from './project.words'

/** The beginning and the end are told by the motion, and money is read where one looks for it. */
const toldSteps: readonly string[] = ['project.reachMilestone', 'project.report', 'project.escalate']
const ends: readonly string[] = ['project.start', 'project.finish', 'project.stop']

/** Its author and who signed. */
async function listBehind(motionId: Types.ObjectId): Promise<string[]> {
  const motion = await Motion.findOne({ _id: motionId }, { authorId: 1 }).lean<
    Pick<MotionRecord, 'authorId'>
  >()
  return [...(motion ? [motion.authorId.toString()] : []), ...(await listCoSigners(motionId))]
}

/** A few hundred homes, each with a few people. */
const mostTold = 5000

async function listAccountsOf(personIds: readonly Types.ObjectId[]): Promise<string[]> {
  const users = await User.find({ personId: { $in: personIds }, deletedAt: { $exists: false } }, { _id: 1 })
    .limit(mostTold)
    .lean()
  return users.map(({ _id }) => _id.toString())
}

/** Who was at the meeting that began it, by the code or on paper, and the councillors, whether they came or not. */
async function listOfMeeting(meetingId: Types.ObjectId, councillors: readonly CouncillorRecord[]) {
  const there = await Attendance.find({ meetingId }, { userId: 1, personId: 1 })
    .limit(mostTold)
    .lean<AttendanceRecord[]>()
  const onPaper = there.flatMap(({ userId, personId }) => (userId || !personId ? [] : [personId]))
  return [
    ...there.flatMap(({ userId }) => userId?.toString() ?? []),
    ...(await listAccountsOf(onPaper)),
    ...councillors.map(({ userId }) => userId.toString()),
  ]
}

/** The people of the homes that are linked to the councillors. */
async function listLinked(councillors: readonly CouncillorRecord[]): Promise<string[]> {
  const homeIds = councillors.flatMap((councillor) => councillor.homeIds)
  const links = await HomeLink.find({ homeId: { $in: homeIds }, isCurrent: true }, { personId: 1 })
    .limit(mostTold)
    .lean()
  return listAccountsOf(links.map(({ personId }) => personId))
}

/**
 * Whom a step concerns. Of a project that comes of a motion who stands behind it; of one that a meeting began without a
 * motion who was there and the councillors, and of its beginning and end the homes that are linked to them.
 */
async function listConcerned(
  { motionId, meetingId, community }: ProjectRecord,
  event: string,
): Promise<string[]> {
  if (motionId) return toldSteps.includes(event) ? listBehind(motionId) : []
  const isEnd = ends.includes(event)
  if (!meetingId || !(isEnd || toldSteps.includes(event))) return []
  const councillors = await Councillor.find({ community, isActive: true }).lean<CouncillorRecord[]>()
  const there = await listOfMeeting(meetingId, councillors)
  return isEnd ? [...there, ...(await listLinked(councillors))] : there
}

function describe(project: ProjectRecord, updateId: string): Pick<Message, 'title' | 'body'> | undefined {
  const update = project.updates.find(({ id }) => id === updateId)
  return (
    update && {
      title: `${project.motionId ? '您联名的事有进展' : '议事会上定的事有进展'}：${project.title}`,
      body: `${update.title}${update.text === undefined ? '' : `。${update.text}`}`,
    }
  )
}

/** They are told in the words that neighbours read now: some may have been taken away meanwhile. */
export async function expandProject(record: ProjectRecord, entry: OutboxEntry): Promise<Message[]> {
  if (entry.event === 'project.warn' || entry.event === 'project.escalate')
    return tellLate(record, entry, [...new Set(await listConcerned(record, entry.event))])
  const updateId = String(entry.data.updateId)
  const pieces = ['words', `update:${updateId}`]
  const told = describe(showProject(record, { isStaff: false }), updateId)
  const covered = describe(showProject({ ...record, hiddenPieces: pieces }, { isStaff: false }), updateId)
  const update = record.updates.find(({ id }) => id === updateId)
  if (!update || !told || !covered) return []
  const people = new Set(await listConcerned(record, entry.event))
  people.delete(update.by.userId.toString())
  return [...people].map((userId) => ({
    userId,
    event: entry.event,
    ...told,
    quote: { pieces, ...covered },
    page: pageOfProject(record._id),
    district: record.district,
  }))
}
