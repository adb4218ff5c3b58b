import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import type { Post } from '@linli/shared/users/posts'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import type { PastNeed, PastNeedsQuery } from '../routing/dryRun.service'
import { Need, type NeedRecord } from './need.model'
import { readAnswers } from './need.reroute'

/** The desks that answer for the needs of an area: its own, and those of the communities in it. */
async function listDesks(areaCode: string): Promise<Post[]> {
  const level = areaLevelOf(areaCode)
  if (level !== 'district' && level !== 'street') return [`triage:${placeOf(areaCode).community ?? areaCode}`]
  const within = await Area.find(
    { [level]: areaCode, level: { $in: ['street', 'community'] } },
    { code: 1 },
  ).lean()
  return [...new Set([areaCode, ...within.map(({ code }) => code)])].map((code) => `triage:${code}` as const)
}

const dayMilliseconds = 24 * 60 * 60 * 1000
const firstSpan = 7 * dayMilliseconds

/** The rest of a need is its words and its history. */
const unread = { history: 0, outbox: 0, text: 0, media: 0, contact: 0 } as const

/** Every need has a deadline, and it lies after its beginning: that bounds what the index of the desks reads. */
function readSpan(desks: Post[], from: Date, { to, limit }: PastNeedsQuery): Promise<NeedRecord[]> {
  const filter = { triage: { $in: desks }, open: { $in: [true, false] }, deadline: { $gte: from } }
  return Need.find({ ...filter, createdAt: { $gte: from, $lte: to } }, unread)
    .sort({ createdAt: -1 })
    .limit(limit)
    .lean<NeedRecord[]>()
}

function toPastNeed(need: NeedRecord): PastNeed {
  return {
    id: need._id.toString(),
    category: need.category.code,
    place: toPlace(need),
    at: need.createdAt,
    answers: readAnswers(need),
    post: need.route.post,
    isAboutSomeone: need.subject !== undefined,
  }
}

/**
 * The newest needs of an area in a span of time, for a dry run of its rules. The span grows backwards until there
 * are enough, so that the cost follows what is asked for, not what the area ever had.
 */
export async function readPastNeeds(query: PastNeedsQuery): Promise<PastNeed[]> {
  const desks = await listDesks(query.areaCode)
  for (let span = firstSpan; ; span *= 4) {
    const start = new Date(Math.max(query.to.getTime() - span, query.from.getTime()))
    const needs = await readSpan(desks, start, query)
    if (needs.length >= query.limit || start <= query.from) return needs.map(toPastNeed)
  }
}
