import { goneStates } from '@linli/shared/register/register'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { HomeLink } from './homeLink.model'
import { Person, type PersonDocument } from './person.model'

type Crypto = Pick<Deps, 'crypto'>

/** Whom somebody says to be: by name, in a home of the register, with the phone that was checked. */
interface Claim {
  homeId: string
  name: string
  phone: string | undefined
}

/**
 * Of each claim everybody of this name who lives in the home: father and son, or one person twice. Two queries however many.
 * @returns in the order of the claims.
 */
export async function findNamesakes(
  claims: readonly Claim[],
  { crypto }: Crypto,
): Promise<PersonDocument[][]> {
  if (claims.length === 0) return []
  const homeIds = claims.map(({ homeId }) => homeId)
  const links = await HomeLink.find(
    { homeId: { $in: homeIds }, isCurrent: true },
    { personId: 1, homeId: 1 },
  ).lean()
  const people = await Person.find({
    _id: { $in: links.map(({ personId }) => personId) },
    state: { $nin: goneStates },
  }).lean<PersonDocument[]>()
  return claims.map(({ homeId, name }) => {
    const nameIndex = crypto.blindIndex(name, 'name')
    const living = links.filter((link) => link.homeId.toString() === homeId)
    return people.filter(
      (person) =>
        person.nameIndex === nameIndex && living.some(({ personId }) => personId.equals(person._id)),
    )
  })
}

/**
 * Which of them it is: the one with the checked telephone, or the only one where the register has no telephone of her.
 * Of one with another telephone, and of several, only people can tell.
 */
export function settleNamesakes(
  named: readonly PersonDocument[],
  { phone }: Pick<Claim, 'phone'>,
  { crypto }: Crypto,
): { known?: PersonDocument; asked: readonly PersonDocument[] } {
  const index = phone === undefined ? undefined : crypto.blindIndex(phone, 'phone')
  const [mine, another] = named.filter(({ phoneIndex }) => index !== undefined && phoneIndex === index)
  if (mine && !another) return { known: mine, asked: [] }
  const [only] = named
  return only && named.length === 1 && only.phoneIndex == null ? { known: only, asked: [] } : { asked: named }
}

/** Where the register has no telephone of her, it gets the one that was checked. */
export async function keepPhone(
  { _id }: Pick<PersonDocument, '_id'>,
  { phone }: Pick<Claim, 'phone'>,
  { crypto }: Crypto,
): Promise<void> {
  if (phone === undefined) return
  const sealed = {
    phone: crypto.encrypt(phone, fieldAad('people', _id, 'phone')),
    phoneIndex: crypto.blindIndex(phone, 'phone'),
  }
  await Person.updateOne({ _id, phoneIndex: { $exists: false } }, { $set: sealed })
}
