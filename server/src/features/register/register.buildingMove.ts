import type { BuildingMove } from '../areas/buildingMove.hooks'
import { Home, Household } from './home.model'
import { HomeLink } from './homeLink.model'
import { Person } from './person.model'

/** Homes, households, what people have to do with them, and the people themselves. */
export async function followHomes({ building, community, to: grid }: BuildingMove): Promise<number> {
  const { modifiedCount } = await Home.updateMany({ building, grid: { $ne: grid } }, { $set: { grid } })
  await Household.updateMany({ community, building }, { $set: { grid } })
  await HomeLink.updateMany({ community, building }, { $set: { grid } })
  return modifiedCount
}

export async function followPeople({ building, community, to: grid }: BuildingMove): Promise<number> {
  const { modifiedCount } = await Person.updateMany(
    { community, building, grid: { $ne: grid } },
    { $set: { grid } },
  )
  return modifiedCount
}
