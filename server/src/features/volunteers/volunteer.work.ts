/** Work in the hands of volunteers that another feature keeps: for each of these people a name for each piece of it. */
type ReadWork = (userIds: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>

const readers = new Map<string, ReadWork>()

/** Called once by each feature that gives work to volunteers; they do not know it. */
export function registerVolunteerWork(name: string, read: ReadWork): void {
  readers.set(name, read)
}

export const listVolunteerWork = (): ReadWork[] => [...readers.values()]
