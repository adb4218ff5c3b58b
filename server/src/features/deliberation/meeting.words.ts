import { hiddenTitle, hiddenWords, isTakenAway } from '../contentCheck/official.pieces'
import type { MeetingRecord } from './meeting.model'

/** A meeting in the words its viewer reads: its staff read what was taken away as well. */
export function showMeeting(meeting: MeetingRecord, viewer: { isStaff: boolean }): MeetingRecord {
  const isGone = (piece: string): boolean => isTakenAway(meeting, piece, viewer)
  const { title, place, agenda, decisions, minutes, cancelledBecause } = meeting
  const hideText = <T extends { text: string }>(each: T, text: string): T => ({ ...each, text })
  const isUnannounced = isGone('announcement')
  return {
    ...meeting,
    title: isUnannounced ? hiddenTitle : title,
    place: isUnannounced ? hiddenTitle : place,
    agenda: isUnannounced ? agenda.map((item) => hideText(item, hiddenTitle)) : agenda,
    decisions: decisions.map((each) => (isGone(`decision:${each.id}`) ? hideText(each, hiddenWords) : each)),
    ...(minutes && isGone('minutes') ? { minutes: { ...minutes, text: hiddenWords, media: [] } } : {}),
    ...(cancelledBecause !== undefined && isGone('cancel') ? { cancelledBecause: hiddenWords } : {}),
  }
}
