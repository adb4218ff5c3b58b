import type { moveBuilding as MoveBuilding } from '@linli/shared/areas/area.contract'
import type { OutputOf } from '@linli/shared/contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { assertThat, wrongField } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import { lockArea, unlockArea } from '../register/import.lock'
import { touchRouting } from '../routing/routing.stamp'
import { systemActor, type Actor } from '../users/actor'
import { forgetAllActors } from '../users/actor.service'
import { Area, type AreaFields } from './area.model'
import { canManagePlace } from './area.policy'
import { findArea } from './area.service'
import { followBuildingMove } from './buildingMove.hooks'

type Counts = Record<string, number>

/** No import of the community runs meanwhile: it has read the grids of its buildings beforehand. */
async function withLock<T>(community: string, run: () => Promise<T>, deps: Deps): Promise<T> {
  const id = new Types.ObjectId()
  await lockArea(community, id, deps)
  try {
    return await run()
  } finally {
    await unlockArea(community, id)
  }
}

/** Everything that carries the grid of the building follows; until all has, the building remembers where it was. */
async function finishMove(
  actor: Actor,
  { code, community = '', district, parent = '', movedFrom }: AreaFields,
  reason: string | undefined,
  deps: Deps,
): Promise<Counts> {
  if (movedFrom === undefined) return {}
  const move = { building: code, community, from: movedFrom, to: parent, actor }
  const counts = await followBuildingMove(move, deps)
  await Area.updateOne({ code, parent, movedFrom }, { $unset: { movedFrom: 1 } })
  forgetAllActors()
  await touchRouting(code)
  const details = { from: movedFrom, to: parent, reason, ...counts }
  await recordAudit(actor, 'building.moved', { kind: 'area', id: code, district }, details, deps)
  return counts
}

/**
 * Moves a building to another grid of its community, with its homes, people and accounts, its leader's role and its
 * open needs; see the hooks of each. Done again after a crash it goes on where it stopped, and so does the job.
 * @throws AppError `import.running` while an import of the community may still use the old grid.
 */
export async function moveBuilding(
  actor: Actor,
  code: string,
  { grid, reason }: OutputOf<typeof MoveBuilding.body>,
  deps: Deps,
): Promise<{ building: AreaFields; counts: Counts }> {
  const building = await findArea(code)
  assertThat(canManagePlace(actor, code, building), 'access.denied')
  const target = await findArea(grid)
  const { community } = building
  assertThat(building.level === 'building', 'request.invalid', wrongField('params', ['code'], 'level'))
  assertThat(target.level === 'grid', 'request.invalid', wrongField('body', ['grid'], 'level'))
  assertThat(community !== undefined && target.community === community, 'area.other_community')
  return withLock(
    community,
    async () => {
      // One that was cut off before is brought to its end first.
      await finishMove(actor, await findArea(code), reason, deps)
      const before = await findArea(code)
      if (before.parent !== grid)
        await Area.updateOne(
          { code, parent: before.parent ?? '' },
          { $set: { parent: grid, grid, movedFrom: before.parent ?? '' } },
        )
      const counts = await finishMove(actor, await findArea(code), reason, deps)
      return { building: await findArea(code), counts }
    },
    deps,
  )
}

/** Goes on with moves whose server died in the middle. */
export const finishBuildingMovesJob: JobDefinition = {
  name: 'finishBuildingMoves',
  everySeconds: 60,
  run: async (deps, signal) => {
    const cutOff = await Area.find({ movedFrom: { $exists: true } }).lean<AreaFields[]>()
    for (const { code, community = '' } of cutOff) {
      if (signal.aborted) return
      await withLock(
        community,
        async () => finishMove(systemActor, await findArea(code), undefined, deps),
        deps,
      ).catch((error: unknown) => {
        deps.logger.error({ err: error, building: code }, 'a move of a building waits')
      })
    }
  },
}
