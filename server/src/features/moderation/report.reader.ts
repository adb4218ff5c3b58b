import type { ReportReason } from '@linli/shared/moderation/moderation'
import type { StoredContentCheck } from '../contentCheck/contentCheck.model'
import { Report, type ReportRecord } from './report.model'

/** What was said of one piece, by reason; nobody learns who said it. */
export interface ReportGroup {
  reason: ReportReason
  times: number
  notes: string[]
}

const mostRead = 500
const mostNotes = 5

type Row = Pick<ReportRecord, 'subjectKind' | 'subjectId' | 'userId' | 'reason' | 'note' | 'outcome'>
type Case = Pick<StoredContentCheck, 'subjectKind' | 'subjectId' | 'reportCount' | 'caseState'>

function addTo(groups: ReportGroup[], { reason, note }: Row): ReportGroup[] {
  const group = groups.find((known) => known.reason === reason) ?? { reason, times: 0, notes: [] }
  const notes = note !== undefined && group.notes.length < mostNotes ? [...group.notes, note] : group.notes
  return [...groups.filter((known) => known !== group), { reason, times: group.times + 1, notes }]
}

const keyOf = ({ subjectKind, subjectId }: Pick<Row, 'subjectKind' | 'subjectId'>): string =>
  `${subjectKind}:${subjectId}`

/**
 * What these cases are about, in one read, by `kind:id`: what is not decided yet, and after a decision what it agreed with.
 * Whoever reported several editions is one person, with what she said last.
 */
export async function readReportGroups(checks: readonly Case[]): Promise<Map<string, ReportGroup[]>> {
  const reported = checks.filter(({ reportCount }) => reportCount > 0)
  const groups = new Map<string, ReportGroup[]>()
  if (reported.length === 0) return groups
  const rows = await Report.find(
    { subjectId: { $in: reported.map(({ subjectId }) => subjectId) }, outcome: { $in: ['open', 'right'] } },
    { subjectKind: 1, subjectId: 1, userId: 1, reason: 1, note: 1, outcome: 1 },
  )
    .limit(mostRead)
    .lean<Row[]>()
  const waiting = new Set(reported.filter(({ caseState }) => caseState === 'open').map(keyOf))
  const counted = rows.filter((row) => row.outcome === 'open' || !waiting.has(keyOf(row)))
  const byPerson = new Map(counted.map((row) => [`${keyOf(row)}:${row.userId.toString()}`, row]))
  for (const row of byPerson.values()) groups.set(keyOf(row), addTo(groups.get(keyOf(row)) ?? [], row))
  return groups
}
