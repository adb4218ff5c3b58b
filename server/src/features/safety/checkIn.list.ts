import { areaLevelOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import type { CheckInState } from '@linli/shared/safety/checkIn.state'
import { assertThat } from '../../lib/appError'
import { findMembershipOver, type Actor } from '../users/actor'
import { CheckIn, type CheckInRecord } from './checkIn.model'

type ListQuery = OutputOf<(typeof checkInContracts)['listMissedCheckIns']['query']>

const missed: readonly CheckInState[] = ['visiting', 'calling']
const all: readonly CheckInState[] = [...missed, 'waiting', 'paused', 'safe']

/** Where in the community the actor sees them: everywhere, or in the own grid and building. */
function listOwnAreas(actor: Actor, community: string): Record<string, string>[] {
  if (findMembershipOver(actor, ['secretary', 'communityWorker'], { community })) return [{ community }]
  const areas = actor.memberships
    .filter(
      ({ role, place }) =>
        (role === 'gridWorker' || role === 'buildingLeader') && place.community === community,
    )
    .flatMap(({ areaCode }) => areaCode ?? [])
  return [...new Set(areas)].flatMap((code) => {
    const level = areaLevelOf(code)
    return level === undefined ? [] : [{ community, [level]: code }]
  })
}

const byId = (a: CheckInRecord, b: CheckInRecord): number => a._id.toString().localeCompare(b._id.toString())

/**
 * One page of those of a community who are looked for, or of everyone enrolled, state by state; grid workers and
 * building leaders see their own. With one row more than the limit where there is more.
 * @throws AppError `access.denied`.
 */
export async function listCheckIns(
  actor: Actor,
  { community, isMissed, cursor, limit }: ListQuery,
): Promise<CheckInRecord[]> {
  const areas = listOwnAreas(actor, community)
  assertThat(areas.length > 0, 'access.denied')
  const [state = '', id = ''] = cursor?.split('.') ?? []
  const states = isMissed ? missed : all
  const rows: CheckInRecord[] = []
  for (const each of states.slice(Math.max(0, states.indexOf(state as CheckInState)))) {
    const behind = each === state ? { _id: { $gt: id } } : {}
    const found = await Promise.all(
      areas.map((area) =>
        CheckIn.find({ ...area, isOn: true, state: each, ...behind }, { outbox: 0 })
          .sort({ _id: 1 })
          .limit(limit + 1)
          .lean<CheckInRecord[]>(),
      ),
    )
    // A building lies in a grid: who holds both sees it once.
    const known = new Map(found.flat().map((row) => [row._id.toString(), row]))
    rows.push(...[...known.values()].sort(byId))
    if (rows.length > limit) break
  }
  return rows.slice(0, limit + 1)
}

/** What the next page starts after. */
export const cursorOfCheckIn = ({ state, _id }: CheckInRecord): string => `${state}.${_id.toString()}`
