import type { Deps } from '../../deps'
import { maskPhone } from '../../lib/masks'
import { Home } from '../register/home.model'
import { findNamesakes, hasOtherPhone } from '../register/namesake'
import { openPerson } from '../register/person.crypto'
import type { PersonDocument } from '../register/person.model'
import type { StoredUser } from './user.model'
import { openDetails, openUserField } from './userSecrets'

type Crypto = Pick<Deps, 'crypto'>

/** The telephone on record, masked: what whoever checks asks her about. */
export function readRecordPhone(person: PersonDocument, { crypto }: Crypto): string {
  const { phone } = openPerson(person, crypto)
  return phone === undefined ? '' : maskPhone(phone)
}

const keyOf = (building: string, room: string): string => `${building}:${room}`

/**
 * Of each open request the person of the register who may be the same: of that name in that home, with another
 * telephone. Three queries however many.
 * @returns masked telephones by the account's id.
 */
export async function readNamesakePhones(
  users: readonly StoredUser[],
  deps: Crypto,
): Promise<Map<string, string>> {
  const asked = users.flatMap((user) => {
    const building = user.verification?.building
    const details = openDetails(user, deps)
    if (building == null || !details) return []
    const phone = openUserField(user, 'phone', deps)
    return [{ userId: user._id.toString(), building, phone, ...details }]
  })
  const rooms = asked.flatMap(({ room }) => [room, room.replace(/\D/g, '')])
  const homes = await Home.find(
    { building: { $in: asked.map(({ building }) => building) }, room: { $in: rooms } },
    { building: 1, room: 1 },
  ).lean()
  const ids = new Map(homes.map(({ _id, building, room }) => [keyOf(building, room), _id.toString()]))
  const claims = asked.flatMap(({ building, room, ...claim }) => {
    const homeId = ids.get(keyOf(building, room)) ?? ids.get(keyOf(building, room.replace(/\D/g, '')))
    return homeId === undefined ? [] : [{ ...claim, homeId }]
  })
  const found = await findNamesakes(claims, deps)
  return new Map(
    claims.flatMap((claim, i) => {
      const person = found[i]
      if (!person || !hasOtherPhone(person, claim, deps)) return []
      return [[claim.userId, readRecordPhone(person, deps)] as const]
    }),
  )
}
