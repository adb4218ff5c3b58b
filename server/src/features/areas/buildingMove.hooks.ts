import type { Model } from 'mongoose'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'

/** A building that lies in another grid of its community from now on. */
export interface BuildingMove {
  building: string
  community: string
  from: string
  to: string
  /** Who moved it, for the history of what follows. */
  actor: Actor
}

/** Sets the grid right in what a feature keeps of a building. Repeatable. @returns how many records it changed. */
type FollowMove = (move: BuildingMove, deps: Deps) => Promise<number>

const followers = new Map<string, FollowMove>()

/** Called once by each feature whose records carry the grid of a building; the areas do not know them. */
export function registerBuildingMove(name: string, follow: FollowMove): void {
  followers.set(name, follow)
}

/** For records that carry the place of a home and nothing else that depends on the grid. */
export function setGridOf(
  { collection }: Pick<Model<unknown>, 'collection'>,
  filter: object = {},
): FollowMove {
  return async ({ building, to: grid }) => {
    const { modifiedCount } = await collection.updateMany(
      { ...filter, building, grid: { $ne: grid } },
      { $set: { grid } },
    )
    return modifiedCount
  }
}

/** What was changed, by the name of who changed it. */
export async function followBuildingMove(move: BuildingMove, deps: Deps): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [name, follow] of followers) counts[name] = await follow(move, deps)
  return counts
}
