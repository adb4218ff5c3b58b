import { formatMoment } from '@linli/shared/time'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listCoSigners } from './coSign.service'
import { Councillor, type CouncillorRecord } from './councillor.model'
import type { MeetingRecord } from './meeting.model'
import { showMeeting } from './meeting.words'
import { Motion, type MotionRecord } from './motion.model'

/** Where messages about a meeting lead. */
export const pageOfMeeting = (id: { toString(): string }): string =>
  `packages/deliberation/pages/meeting/index?id=${id.toString()}`

/** The councillors, and who stands behind a motion on the agenda: everybody else reads it in the app. */
async function listConcerned({ community, agenda }: MeetingRecord): Promise<Set<string>> {
  const people = new Set<string>()
  const councillors = await Councillor.find({ community, isActive: true }, { userId: 1 }).lean<
    Pick<CouncillorRecord, 'userId'>[]
  >()
  for (const { userId } of councillors) people.add(userId.toString())
  const ids = agenda.flatMap(({ motionId }) => (motionId ? [motionId] : []))
  const motions = await Motion.find({ _id: { $in: ids } }, { authorId: 1 }).lean<
    Pick<MotionRecord, '_id' | 'authorId'>[]
  >()
  for (const { _id, authorId } of motions)
    for (const userId of [authorId.toString(), ...(await listCoSigners(_id))]) people.add(userId)
  return people
}

function describe(
  meeting: MeetingRecord,
  { event, at }: OutboxEntry,
): { title: string; body: string } | undefined {
  const when = formatMoment(meeting.startsAt, at)
  switch (event) {
    case 'meeting.announced':
      return {
        title: `请来开议事会：${meeting.title}`,
        body: `${when}，在${meeting.place}。到了用会场上的六位数字签到，也可以签在纸上。`,
      }
    case 'meeting.cancel':
      return {
        title: `议事会取消了：${meeting.title}`,
        body: `原定${when}。原因：${meeting.cancelledBecause ?? ''}`,
      }
    case 'meeting.publish':
      return { title: `议事会的记录公布了：${meeting.title}`, body: '打开可以看记录，和定下来的事。' }
    default:
      return undefined
  }
}

/** They are told in the words that neighbours read now: some may have been taken away meanwhile. */
export async function expandMeeting(record: MeetingRecord, entry: OutboxEntry): Promise<Message[]> {
  const meeting = showMeeting(record, { isStaff: false })
  const told = describe(meeting, entry)
  const pieces = ['announcement', ...(entry.event === 'meeting.cancel' ? ['cancel'] : [])]
  const covered = describe(showMeeting({ ...record, hiddenPieces: pieces }, { isStaff: false }), entry)
  if (!told || !covered) return []
  const people = [...(await listConcerned(meeting))].filter((id) => id !== meeting.byUserId.toString())
  return people.map((userId) => ({
    userId,
    event: entry.event,
    ...told,
    quote: { pieces, ...covered },
    page: pageOfMeeting(meeting._id),
    district: meeting.district,
  }))
}
