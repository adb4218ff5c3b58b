import type { PersonWork } from '@linli/shared/register/person.contract'
import type { Place } from '@linli/shared/areas/areas'
import type { PersonState } from '@linli/shared/register/register'
import { Types, type Model } from 'mongoose'
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

/** Asks all of them, also behind one that fails. @throws AggregateError of what failed, so that all are asked again. */
async function askAll<Asked extends unknown[]>(
  asked: ReadonlyMap<string, (...about: Asked) => Promise<void>>,
  ...about: Asked
): Promise<void> {
  const failed: unknown[] = []
  for (const [name, follow] of asked)
    await follow(...about).catch((error: unknown) => failed.push(new Error(name, { cause: error })))
  if (failed.length > 0) throw new AggregateError(failed, 'a change of a person was not followed')
}

/** @throws AggregateError of what failed; may be asked again. */
export const followPersonChange = (...changed: Parameters<FollowPersonChange>): Promise<void> =>
  askAll(followers, ...changed)

/** What a feature keeps of where a person lives is set right. Repeatable. */
type FollowPersonPlace = (personId: string, place: Place, deps: Deps) => Promise<void>

const placeFollowers = new Map<string, FollowPersonPlace>()

/** Called once by each feature whose records carry the place of a person; the register does not know them. */
export function registerPersonPlace(name: string, follow: FollowPersonPlace): void {
  placeFollowers.set(name, follow)
}

/** For records that carry the place of the person whose id `key` holds. */
export function setPlaceOf(
  { collection }: Pick<Model<unknown>, 'collection'>,
  key: '_id' | 'personId',
  filter: object = {},
): (personId: string, place: Place) => Promise<void> {
  return async (personId, place) => {
    const $unset = place.estate === undefined ? { $unset: { estate: 1 as const } } : {}
    await collection.updateMany(
      { ...filter, [key]: new Types.ObjectId(personId) },
      { $set: { ...place }, ...$unset },
    )
  }
}

/** Two records of one person are one: what was kept of `from` is to be `into`'s. */
export interface PersonMove {
  mergeId: Types.ObjectId
  from: Types.ObjectId
  into: Types.ObjectId
  /**
   * What somebody has to know or do besides, in a sentence; the same one stands once. Said before the write it is about,
   * for what is moved is not looked at again.
   */
  note: (remark: string) => Promise<void>
}

/** Repeatable: moves what is left. */
type FollowPersonMerge = (move: PersonMove, deps: Deps) => Promise<void>

interface MergeFollower {
  name: string
  /** The collections whose documents it sees to, by the names of their models; a test looks for one without. */
  models: readonly string[]
  follow: FollowPersonMerge
}

const mergeFollowers = new Map<string, MergeFollower>()

/** Called once by each feature that keeps something of a person under her id; the register does not know them. */
export function registerPersonMerge(
  name: string,
  models: readonly Pick<Model<unknown>, 'modelName'>[],
  follow: FollowPersonMerge,
): void {
  mergeFollowers.set(name, { name, models: models.map(({ modelName }) => modelName), follow })
}

export const listMergeFollowers = (): MergeFollower[] => [...mergeFollowers.values()]

/** For records that name a person in one field and hold nothing else that depends on who it is. */
export async function movePerson(
  { collection }: Pick<Model<unknown>, 'collection'>,
  { from, into }: PersonMove,
  key = 'personId',
): Promise<void> {
  await collection.updateMany({ [key]: from }, { $set: { [key]: into } })
}

/** For records that a person has once each, under a unique key in which her id stands: what both had is joined. */
export async function moveKeyed<T extends { _id: Types.ObjectId; key: string }>(
  { collection }: Pick<Model<unknown>, 'collection'>,
  { from, into }: PersonMove,
  join: (own: T, gone: T) => Promise<void>,
): Promise<void> {
  const rows = (await collection.find({ personId: from }).toArray()) as unknown as T[]
  for (const row of rows) {
    const { _id } = row
    const key = row.key.replace(from.toString(), into.toString())
    const own = (await collection.findOne({ key })) as unknown as T | null
    if (own) await join(own, row)
    if (own) await collection.deleteOne({ _id })
    else await collection.updateOne({ _id }, { $set: { key, personId: into } })
  }
}

/** @throws AggregateError of what failed; may be asked again. */
export const followPersonPlace = (...moved: Parameters<FollowPersonPlace>): Promise<void> =>
  askAll(placeFollowers, ...moved)
