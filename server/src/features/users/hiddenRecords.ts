import type { Actor } from './actor'

type FindHidden = (actor: Actor, ids: readonly string[]) => Promise<ReadonlySet<string>>

const finders = new Map<string, FindHidden>()

/** Called once by a feature whose records must be hidden from some of those whose rank lists them: logs, letters. */
export function registerHiddenRecords(kind: string, find: FindHidden): void {
  finders.set(kind, find)
}

/** Of records of a kind those that the actor must not know of. */
export const listHiddenRecords: (
  kind: string,
  actor: Actor,
  ids: readonly string[],
) => Promise<ReadonlySet<string>> = async (kind, actor, ids) =>
  (await finders.get(kind)?.(actor, ids)) ?? new Set()
