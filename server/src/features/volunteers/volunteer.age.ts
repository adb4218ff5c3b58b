import { ageOn, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { findUser } from '../users/account.service'

const adultAge = 18

/** Whether the register knows a person to be under 18 today; undefined when it does not know the birth date. */
export async function readIsMinor(
  userId: string,
  { crypto, clock }: Pick<Deps, 'crypto' | 'clock'>,
): Promise<boolean | undefined> {
  const user = await findUser(userId)
  if (user?.personId == null) return undefined
  const person = await Person.findOne({ _id: user.personId }).lean<PersonDocument>()
  const birthDate = person ? openPerson(person, crypto).birthDate : undefined
  return birthDate === undefined ? undefined : ageOn(birthDate, toShanghaiDay(clock.now())) < adultAge
}
