import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { hasReached, type Born } from './age'
import { HomeLink, type HomeLinkFields } from './homeLink.model'

/** Source: product page, “How sure we are of a person”: ballots from 18. */
const fullAge = 18

/** Whether a person is of age on a calendar day (`YYYY-MM-DD`); undefined where the register has no birth date. */
export const isOfAge = (born: Born, day: string, deps: Pick<Deps, 'crypto'>): boolean | undefined =>
  hasReached(born, fullAge, day, deps)

/** Rights follow residence: whoever has only the household register here lives elsewhere. */
export async function listElsewhere(
  filter: { community: string } | { personId: { $in: Types.ObjectId[] } },
): Promise<Set<string>> {
  const links = await HomeLink.find({ ...filter, isCurrent: true }, { personId: 1, kind: 1 }).lean<
    Pick<HomeLinkFields, 'personId' | 'kind'>[]
  >()
  const living = links.filter(({ kind }) => kind !== 'hukouOnly').map(({ personId }) => personId.toString())
  const livesHere = new Set(living)
  return new Set(links.map(({ personId }) => personId.toString()).filter((id) => !livesHere.has(id)))
}
