import { isGone } from '@linli/shared/register/register'
import type { OutputOf } from '@linli/shared/contract'
import type { clientContracts } from '@linli/shared/elderCare/client.contract'
import type { PersonView } from '@linli/shared/register/register.contract'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { toPlace } from '../../../lib/placeFields'
import { recordAudit } from '../../audit/audit.service'
import { findArea } from '../../areas/area.service'
import { Person, type PersonDocument } from '../../register/person.model'
import { listMatching, viewPeople } from '../../register/register.service'
import type { Actor } from '../../users/actor'
import { findCardOwner } from './careCard.service'
import { findCareStaff } from './client.access'

type Asked = OutputOf<typeof clientContracts.findClients.body>

async function readMatching({ community, name, phone, card }: Asked, deps: Deps): Promise<PersonDocument[]> {
  if (card === undefined) return listMatching({ community, name, phone }, deps)
  const personId = await findCardOwner(card)
  return personId ? Person.find({ _id: personId, community }).lean<PersonDocument[]>() : []
}

/**
 * Whom staff may place an order for, masked: of their own community only, and not who died or moved away. Who looked,
 * on what occasion and how many were found is kept; whom they looked for stands in the order that follows.
 */
export async function findClients(actor: Actor, asked: Asked, deps: Deps): Promise<PersonView[]> {
  const { community, occasion, name, card } = asked
  assertThat(servesSomeone(actor, community), 'access.denied')
  const area = await findArea(community)
  const people = (await readMatching(asked, deps)).filter(
    (person) => !isGone(person.state) && findCareStaff(actor, toPlace(person)),
  )
  const by = card === undefined ? (name === undefined ? 'phone' : 'name') : 'card'
  const subject = { kind: 'area', id: community, district: area.district }
  await recordAudit(actor, 'careClient.searched', subject, { occasion, by, found: people.length }, deps)
  return viewPeople(people, deps)
}

/** Staff of another unit there look nobody up; a grid worker finds only people of the grid. */
const servesSomeone = (actor: Actor, community: string): boolean =>
  actor.memberships.some(
    ({ role, unitKind, place }) =>
      place.community === community &&
      (role === 'secretary' ||
        role === 'communityWorker' ||
        role === 'gridWorker' ||
        (role === 'unitStaff' && unitKind === 'station')),
  )
