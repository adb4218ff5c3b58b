import type { Namesake } from '@linli/shared/users/verification.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { maskPhone } from '../../lib/masks'
import { Home } from '../register/home.model'
import { findNamesakes, settleNamesakes } from '../register/namesake'
import { openPerson } from '../register/person.crypto'
import type { PersonDocument } from '../register/person.model'
import type { StoredUser } from './user.model'
import { openDetails, openUserField } from './userSecrets'

type Crypto = Pick<Deps, 'crypto'>

/** What whoever checks asks her about, to tell namesakes apart. */
const viewNamesakes = (people: readonly PersonDocument[], { crypto }: Crypto): Namesake[] =>
  people.map((person) => {
    const { phone } = openPerson(person, crypto)
    const maskedPhone = phone === undefined ? undefined : maskPhone(phone)
    return { personId: person._id.toString(), ...dropUndefined({ maskedPhone, birthYear: person.birthYear }) }
  })

const keyOf = (building: string, room: string): string => `${building}:${room}`

/**
 * Of each open request those of the register who may be the same: of that name in that home, where the telephone does not
 * tell. Three queries however many.
 * @returns by the account's id.
 */
export async function readNamesakes(
  users: readonly StoredUser[],
  deps: Crypto,
): Promise<Map<string, Namesake[]>> {
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
      const { asked: people } = settleNamesakes(found[i] ?? [], claim, deps)
      return people.length === 0 ? [] : [[claim.userId, viewNamesakes(people, deps)] as const]
    }),
  )
}

/**
 * Which of those of this name in the home it is, as whoever checks says where the register cannot tell.
 * @returns undefined for somebody else.
 * @throws AppError `verification.same_person_unasked` where nobody has said, or of somebody who is none of them.
 */
export async function choosePerson(
  claim: { homeId: string; name: string; phone: string | undefined },
  { isSamePerson, personId }: { isSamePerson?: boolean | undefined; personId?: string | undefined },
  deps: Deps,
): Promise<PersonDocument | undefined> {
  const [named = []] = await findNamesakes([claim], deps)
  const { known, asked } = settleNamesakes(named, claim, deps)
  if (known || asked.length === 0) return known
  const [only, another] = asked
  const chosen = asked.find(({ _id }) => _id.toString() === personId)
  if (chosen) return chosen
  const isSaid = personId === undefined && (isSamePerson === false || (isSamePerson === true && !another))
  assertThat(isSaid, 'verification.same_person_unasked', { namesakes: viewNamesakes(asked, deps) })
  return isSamePerson ? only : undefined
}
