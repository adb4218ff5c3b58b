import type { Deps } from '../../deps'
import type { BondRecord } from './bond.model'

/** What another feature does once a bond is in force, or no longer. Repeatable. */
type Follow = (bond: BondRecord, deps: Deps) => Promise<void>

interface BondFollower {
  active?: Follow
  ended?: Follow
}

const followers = new Map<string, BondFollower>()

/** Called once by each feature in which it matters who acts for whom; bonds do not know them. */
export function registerBondFollower(name: string, follower: BondFollower): void {
  followers.set(name, follower)
}

export async function followBond(bond: BondRecord, deps: Deps): Promise<void> {
  if (bond.state !== 'active' && bond.state !== 'ended') return
  for (const follower of followers.values()) await follower[bond.state]?.(bond, deps)
}
