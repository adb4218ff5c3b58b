import { ageOn } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import type { PersonDocument } from './person.model'

/** What the register has of a birth: the day sealed, its year in clear, neither where nobody knows. */
export type Born = Pick<PersonDocument, '_id' | 'birthDate' | 'birthYear'>
/** To read of a person whose age is asked for. */
export const bornFields = { birthDate: 1, birthYear: 1 } as const

type Keys = Pick<Deps, 'crypto'>

const openBirthDate = ({ _id, birthDate }: Born, { crypto }: Keys): string | undefined =>
  birthDate == null ? undefined : crypto.decrypt(birthDate, fieldAad('people', _id, 'birthDate'))

/**
 * Full years of age on a calendar day in Shanghai (`YYYY-MM-DD`): a year older on the birthday, not on 1 January. Where only
 * the year is known, the age she has certainly reached; undefined where nothing is.
 */
export function readAge(born: Born, day: string, keys: Keys): number | undefined {
  const birthDate = openBirthDate(born, keys)
  if (birthDate !== undefined) return ageOn(birthDate, day)
  return born.birthYear == null ? undefined : Number(day.slice(0, 4)) - born.birthYear - 1
}

/**
 * Whether a person is so many full years old on a calendar day; undefined where the register cannot tell. By the year
 * where that decides; the day itself is opened for those who reach the age this year only.
 */
export function hasReached(born: Born, years: number, day: string, keys: Keys): boolean | undefined {
  const turning = Number(day.slice(0, 4)) - years
  if (born.birthYear != null && born.birthYear !== turning) return born.birthYear < turning
  const birthDate = openBirthDate(born, keys)
  return birthDate === undefined ? undefined : ageOn(birthDate, day) >= years
}
