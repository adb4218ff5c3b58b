import type { Deps } from '../../deps'
import { unitKindNames } from '@linli/shared/areas/areas'
import { postTargetOf, turnOf, type Post } from '@linli/shared/users/posts'
import { Area } from '../areas/area.model'
import { Unit } from '../areas/unit.model'
import { describePost } from '../areas/post.service'
import { postsOf, type Actor } from '../users/actor'
import { listVolunteerCandidates } from '../volunteers/volunteer.rotation'
import { Need, type NeedRecord } from './need.model'
import { listDesksAbove } from './need.policy'
import { isBarred } from './need.secrecy'

interface AssignablePost {
  /** A post, or `turn:…` for whichever volunteer is next. */
  post: string
  name: string
  group: string
  openCount: number
  /** Of the volunteers, whose turn it is. */
  isNext?: boolean
}

/** Beyond this the list says so; counting costs what it counts. */
const countCeiling = 100

async function listPosts(
  need: NeedRecord,
  desk: Post,
): Promise<{ post: Post; name: string; group: string }[]> {
  const levels = [need.community, need.street, need.district].filter((code) => code !== undefined)
  const units = await Unit.find({ areaCode: { $in: levels }, isOpen: true }).lean()
  const grids =
    need.community === undefined ? [] : await Area.find({ parent: need.community, level: 'grid' }).lean()
  const desks = await Promise.all(
    [need.triage, ...listDesksAbove(need.triage)].filter((post) => post !== desk).map(describePost),
  )
  const pool = need.community === undefined ? undefined : await describePost(`pool:${need.community}`)
  return [
    ...units.map((unit) => ({
      post: `unit:${unit._id.toString()}` as const,
      name: unit.name,
      group: unitKindNames[unit.kind],
    })),
    ...grids.map((grid) => ({
      post: `grid:${grid.code}` as const,
      name: `${grid.name}网格员`,
      group: '网格员',
    })),
    ...(pool ? [{ post: pool.post, name: pool.name, group: '志愿者' }] : []),
    ...desks.flatMap((d) => (d ? [{ post: d.post, name: d.name, group: '上级受理台' }] : [])),
  ]
}

/** 「轮流」, where there is someone whose turn it could be; never for a complaint. */
function listTurn(need: NeedRecord, volunteers: readonly { openCount: number }[]): AssignablePost[] {
  const [next] = volunteers
  if (!next || need.community === undefined || need.subject) return []
  const { openCount } = next
  return [{ post: turnOf(need.community), name: '轮流：交给下一位', group: '志愿者', openCount }]
}

/** Whom the desk may give a need to, with how much each has on hand; never those it is about. */
export async function listAssignablePosts(
  actor: Actor,
  need: NeedRecord,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<AssignablePost[]> {
  const posts = postsOf(actor)
  const desk = [need.triage, ...listDesksAbove(need.triage)].find((d) => posts.includes(d))
  if (!desk || postTargetOf(desk) === '') return []
  const candidates = await listPosts(need, desk)
  const counted = await Promise.all(
    candidates.map(async (candidate) => {
      const open = await Need.find({ post: candidate.post, open: true }, { _id: 1 })
        .limit(countCeiling)
        .lean()
      return { ...candidate, openCount: open.length }
    }),
  )
  const volunteers = await listVolunteerCandidates(need, deps)
  const rows: AssignablePost[] = [...counted, ...listTurn(need, volunteers), ...volunteers]
  if (!need.subject) return rows
  const isAllowed = await Promise.all(rows.map(async (row) => !(await isBarred(row.post as Post, need))))
  return rows.filter((_, index) => isAllowed[index])
}
