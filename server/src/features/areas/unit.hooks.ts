import type { ClientSession, Types } from 'mongoose'

/** What a feature has to see to when a unit is shut. Written in one transaction with it. */
type FollowShut = (unitId: Types.ObjectId, now: Date, session: ClientSession) => Promise<void>

const followers = new Map<string, FollowShut>()

/** Called once by each feature in which units do something; the areas do not know them. */
export function registerUnitShut(name: string, follow: FollowShut): void {
  followers.set(name, follow)
}

export async function followUnitShut(
  unitId: Types.ObjectId,
  now: Date,
  session: ClientSession,
): Promise<void> {
  for (const follow of followers.values()) await follow(unitId, now, session)
}
