import type { Types } from 'mongoose'

type FindShut = (personId: Types.ObjectId) => Promise<Date | undefined>

const finders = new Map<string, FindShut>()

/** Called once when a feature is loaded: since when a door of hers has stayed shut, where nobody saw her after it. */
export function registerShutDoor(name: string, find: FindShut): void {
  finders.set(name, find)
}

export const findShutDoors = async (personId: Types.ObjectId): Promise<Date[]> =>
  (await Promise.all([...finders.values()].map((find) => find(personId)))).flatMap((at) => at ?? [])
