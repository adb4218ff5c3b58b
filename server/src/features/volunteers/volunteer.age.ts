import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Person, type PersonDocument } from '../register/person.model'
import { isOfAge } from '../register/residence'
import { findUser } from '../users/account.service'

/** Whether the register knows a person to be under 18 today; undefined when it does not know the birth date. */
export async function readIsMinor(
  userId: string,
  { crypto, clock }: Pick<Deps, 'crypto' | 'clock'>,
): Promise<boolean | undefined> {
  const user = await findUser(userId)
  if (user?.personId == null) return undefined
  const person = await Person.findOne({ _id: user.personId }).lean<PersonDocument>()
  const isAdult = person ? isOfAge(person, toShanghaiDay(clock.now()), { crypto }) : undefined
  return isAdult === undefined ? undefined : !isAdult
}
