import type { BuildingMove } from '../areas/buildingMove.hooks'
import { Membership } from './membership.model'
import { User } from './user.model'

/** Accounts, requests to be verified that are open, and the role of the building's leader. */
export async function followAccounts({ building, community, to: grid }: BuildingMove): Promise<number> {
  const { modifiedCount } = await User.updateMany(
    { community, building, grid: { $ne: grid } },
    { $set: { grid } },
  )
  await User.updateMany(
    { 'verification.community': community, 'verification.state': 'open', 'verification.building': building },
    { $set: { 'verification.grid': grid } },
  )
  await Membership.updateMany({ community, role: 'buildingLeader', building }, { $set: { grid } })
  return modifiedCount
}
