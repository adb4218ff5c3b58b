import { ageOn } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { HomeLink, type HomeLinkFields } from './homeLink.model'
import type { PersonDocument } from './person.model'

/** Source: product page, “How sure we are of a person”: ballots from 18. */
const fullAge = 18

/**
 * Whether a person is of age on a calendar day (`YYYY-MM-DD`); undefined where the register has no birth date. By the
 * year where that decides; the day itself is opened for those who come of age this year only.
 */
export function isOfAge(
  { _id, birthDate, birthYear }: Pick<PersonDocument, '_id' | 'birthDate' | 'birthYear'>,
  day: string,
  { crypto }: Pick<Deps, 'crypto'>,
): boolean | undefined {
  if (birthDate == null) return undefined
  const turning = Number(day.slice(0, 4)) - fullAge
  if (birthYear != null && birthYear !== turning) return birthYear < turning
  return ageOn(crypto.decrypt(birthDate, fieldAad('people', _id, 'birthDate')), day) >= fullAge
}

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
