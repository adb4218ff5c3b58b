import type { Deps } from '../../deps'
import type { BondRecord } from './bond.model'

/** What another feature does once a bond is no longer in force. Repeatable. */
type FollowBondEnd = (bond: BondRecord, deps: Deps) => Promise<void>

const followers = new Map<string, FollowBondEnd>()

/** Called once by each feature in which a proxy does things; bonds do not know them. */
export function registerBondEnd(name: string, follow: FollowBondEnd): void {
  followers.set(name, follow)
}

export async function followBondEnd(bond: BondRecord, deps: Deps): Promise<void> {
  for (const follow of followers.values()) await follow(bond, deps)
}
