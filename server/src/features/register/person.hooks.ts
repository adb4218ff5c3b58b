import type { PersonWork } from '@linli/shared/register/person.contract'
import type { Place } from '@linli/shared/areas/areas'
import type { PersonState } from '@linli/shared/register/register'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'

/** Lists what is open for a person of the register, as far as the actor may know of it. */
type ListPersonWork = (personId: string, place: Partial<Place>, actor: Actor) => Promise<PersonWork[]>

const lists = new Map<string, ListPersonWork>()

/** Called once by each feature that does work for people; the register does not know them. */
export function registerPersonWork(name: PersonWork['kind'], list: ListPersonWork): void {
  lists.set(name, list)
}

export async function listPersonWork(...asked: Parameters<ListPersonWork>): Promise<PersonWork[]> {
  const found: PersonWork[] = []
  for (const list of lists.values()) found.push(...(await list(...asked)))
  return found
}

/** What follows when how a person is was set. Repeatable; reads the present state where that matters. */
type FollowPersonChange = (personId: string, state: PersonState, deps: Deps) => Promise<void>

const followers = new Map<string, FollowPersonChange>()

/** Called once by each feature whose records end or pause with a person; the register does not know them. */
export function registerPersonChange(name: string, follow: FollowPersonChange): void {
  followers.set(name, follow)
}

export async function followPersonChange(...changed: Parameters<FollowPersonChange>): Promise<void> {
  for (const follow of followers.values()) await follow(...changed)
}
