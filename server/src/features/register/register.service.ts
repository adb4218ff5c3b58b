import type { findPeople as FindPeople, PersonView } from '@linli/shared/register/register.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { maskName, maskPhone } from '../../lib/masks'
import { findArea } from '../areas/area.service'
import type { Actor } from '../users/actor'
import { Home, type HomeDocument } from './home.model'
import { HomeLink } from './homeLink.model'
import { openPerson } from './person.crypto'
import { Person, type PersonDocument } from './person.model'
import { canListHomes, canReadPerson } from './register.policy'

/** A tower has fewer homes. */
const maxHomes = 1000
/** More people of one name in a community are told apart by phone or home. */
const maxPeople = 50

/** Homes of a building in the order of their rooms. */
export async function listHomes(actor: Actor, building: string): Promise<HomeDocument[]> {
  const area = await findArea(building)
  assertThat(area.community !== undefined && canListHomes(actor, area.community), 'access.denied')
  const homes = await Home.find({ building }).limit(maxHomes).lean<HomeDocument[]>()
  return homes.sort((a, b) => a.room.localeCompare(b.room, 'zh', { numeric: true }))
}

type Asked = OutputOf<typeof FindPeople.body>

/** Everybody of a community who fits, by blind indexes; whoever asks has checked who may see whom. */
export async function listMatching(
  { community, name, phone, homeId }: Asked,
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<PersonDocument[]> {
  const links =
    homeId === undefined ? [] : await HomeLink.find({ homeId, isCurrent: true }, { personId: 1 }).lean()
  return Person.find({
    community,
    ...(homeId === undefined ? {} : { _id: { $in: links.map(({ personId }) => personId) } }),
    ...(name === undefined ? {} : { nameIndex: crypto.blindIndex(name, 'name') }),
    ...(phone === undefined ? {} : { phoneIndex: crypto.blindIndex(phone, 'phone') }),
  })
    .limit(maxPeople)
    .lean<PersonDocument[]>()
}

/** People as lists show them: masked, with the homes they belong to now. */
export async function viewPeople(
  people: readonly PersonDocument[],
  deps: Pick<Deps, 'crypto'>,
): Promise<PersonView[]> {
  const links = await HomeLink.find({
    personId: { $in: people.map(({ _id }) => _id) },
    isCurrent: true,
  }).lean()
  const homes = await Home.find({ _id: { $in: links.map(({ homeId }) => homeId) } }, { label: 1 }).lean()
  const labels = new Map(homes.map(({ _id, label }) => [_id.toString(), label]))
  return people.map((person) => {
    const { name, phone } = openPerson(person, deps.crypto)
    const { birthYear, state, source, verifiedAt } = person
    return {
      id: person._id.toString(),
      maskedName: maskName(name),
      maskedPhone: phone === undefined ? undefined : maskPhone(phone),
      birthYear,
      state,
      source,
      verifiedAt: verifiedAt?.toISOString(),
      homes: links
        .filter(({ personId }) => personId.equals(person._id))
        .map(({ homeId, kind }) => ({
          homeId: homeId.toString(),
          label: labels.get(homeId.toString()) ?? '',
          kind,
        })),
    }
  })
}

/** People who fit, masked, of those the actor serves; the dead are not listed. */
export async function findPeople(
  actor: Actor,
  asked: Asked,
  deps: Pick<Deps, 'crypto'>,
): Promise<PersonView[]> {
  const isHere = actor.memberships.some(({ place }) => place.community === asked.community)
  assertThat(isHere, 'access.denied')
  const people = await listMatching(asked, deps)
  return viewPeople(
    people.filter((person) => person.state !== 'deceased' && canReadPerson(actor, person)),
    deps,
  )
}
