import { areaLevelOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { projectContracts } from '@linli/shared/deliberation/project.contract'
import type { Deps } from '../../deps'
import { readNewestFirst, type IdRange } from '../../lib/timedIds'
import type { Actor } from '../users/actor'
import { assertDeliberationAccess } from './motion.feed'
import { Project, type ProjectRecord } from './project.model'

type ListQuery = OutputOf<typeof projectContracts.listProjects.query>

/** A page of a community's projects, the newest first; one row more than asked when there is more. */
export async function listProjects(
  actor: Actor,
  { community, cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<ProjectRecord[]> {
  assertDeliberationAccess(actor, community)
  const read = (range: IdRange, most: number) =>
    Project.find({ community, ...range }, { outbox: 0 })
      .sort({ _id: -1 })
      .limit(most)
      .lean<ProjectRecord[]>()
  return readNewestFirst({ read, cursor, limit: limit + 1 }, deps.clock.now())
}

/** More do not run late in one street. */
const mostLate = 100

/** What a desk was reminded of and the street has to see to, what is due first; who asks has that area. */
export async function listLateProjects(areaCode: string): Promise<ProjectRecord[]> {
  const someTime = { $gt: new Date(0) }
  const filter =
    areaLevelOf(areaCode) === 'street'
      ? { street: areaCode, escalatedAt: someTime }
      : { community: areaCode, warnedAt: someTime }
  const rows = await Project.find(filter, { outbox: 0 }).limit(mostLate).lean<ProjectRecord[]>()
  return rows.sort((a, b) => (a.dueBy?.getTime() ?? 0) - (b.dueBy?.getTime() ?? 0))
}
