import {
  canSignIn,
  meetingStateTexts,
  meetingTransitions,
  type MeetingAction,
} from '@linli/shared/deliberation/meeting'
import type { MeetingSummary, MeetingView } from '@linli/shared/deliberation/meeting.contract'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { Need, type NeedRecord } from '../needs/need.model'
import { findSight } from '../needs/need.policy'
import { describeState } from '../needs/need.words'
import type { Actor } from '../users/actor'
import { signatureKeyOf } from './coSign.service'
import { Attendance, type MeetingRecord } from './meeting.model'
import { isDesk, isNeighbour } from './motion.policy'
import { readPassed, viewOfficialMedia } from '../media/official.media'
import { showMeeting } from './meeting.words'

const showTo = (actor: Actor, meeting: MeetingRecord): MeetingRecord =>
  showMeeting(meeting, { isStaff: isDesk(actor, meeting.community) })

async function viewShared(meeting: MeetingRecord, actor: Actor): Promise<MeetingSummary> {
  const own = await Attendance.exists({ key: signatureKeyOf(meeting._id, actor) })
  return {
    id: meeting._id.toString(),
    state: meeting.state,
    stateText: meetingStateTexts[meeting.state],
    title: meeting.title,
    place: meeting.place,
    startsAt: meeting.startsAt.toISOString(),
    attendance: await Attendance.countDocuments({ meetingId: meeting._id }),
    hasSignedIn: own !== null,
  }
}

export async function viewMeetings(
  meetings: readonly MeetingRecord[],
  actor: Actor,
): Promise<MeetingSummary[]> {
  return Promise.all(meetings.map((meeting) => viewShared(showTo(actor, meeting), actor)))
}

function listActions(actor: Actor, meeting: MeetingRecord, now: Date): MeetingAction[] {
  const { state, community } = meeting
  const isStaff = isDesk(actor, community)
  const mayDo = (action: MeetingAction): boolean =>
    action === 'signIn' ? isNeighbour(actor, community) && canSignIn(meeting, now) : isStaff
  return (Object.keys(meetingTransitions[state]) as MeetingAction[]).filter(mayDo)
}

/** What became of what was decided: where it stands for everybody, and the way to it for those who may open it. */
async function viewDecisions(
  meeting: MeetingRecord,
  actor: Actor,
  now: Date,
): Promise<MeetingView['decisions']> {
  const { decisions } = meeting
  const ids = decisions.flatMap(({ needId }) => (needId ? [needId] : []))
  const needs = await Need.find({ _id: { $in: ids } }).lean<NeedRecord[]>()
  const byId = new Map(needs.map((need) => [need._id.toString(), need]))
  return decisions.map(({ id, text, at, motionId, isAdopted, needId, projectId }) => {
    const need = byId.get(needId?.toString() ?? '')
    const mayOpen = need && findSight(actor, need) === 'all'
    return {
      id,
      text,
      at: at.toISOString(),
      ...dropUndefined({
        motionId: motionId?.toString(),
        isAdopted,
        projectId: projectId?.toString(),
        needStateText: need && describeState(need, now),
        needId: mayOpen ? need._id.toString() : undefined,
      }),
    }
  })
}

export async function viewMeeting(record: MeetingRecord, actor: Actor, deps: Deps): Promise<MeetingView> {
  const meeting = showTo(actor, record)
  const { community, minutes, agenda, version, code, cancelledBecause } = meeting
  const now = deps.clock.now()
  const isStaff = isDesk(actor, community)
  const viewer = { actor, isStaff, passed: await readPassed(minutes?.media ?? []) }
  return {
    ...(await viewShared(meeting, actor)),
    version,
    community,
    agenda: agenda.map(({ text, motionId }) => ({
      text,
      ...dropUndefined({ motionId: motionId?.toString() }),
    })),
    decisions: await viewDecisions(meeting, actor, now),
    ...dropUndefined({
      minutes: minutes && {
        text: minutes.text,
        media: viewOfficialMedia(minutes.media, viewer, deps),
        at: minutes.at.toISOString(),
      },
      cancelledBecause,
      code: isStaff && canSignIn(meeting, now) ? code : undefined,
    }),
    actions: listActions(actor, meeting, now),
  }
}
