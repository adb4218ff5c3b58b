import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { Category } from '@linli/shared/categories/category'
import type { needContracts } from '@linli/shared/needs/need.contract'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import type { PersonDocument } from '../register/person.model'
import { loadRoutingTable } from '../routing/routing.table'
import type { Actor } from '../users/actor'

type CreateBody = OutputOf<typeof needContracts.createNeed.body>
type IntakeBody = OutputOf<typeof needContracts.intakeNeed.body>

/** Where the need is: the area the person named, else their home, else the community they joined. */
export async function findPlace(actor: Actor, body: CreateBody, category: Category): Promise<Place> {
  const named = body.place?.areaCode
  if (named !== undefined) return readPlace(named)
  const own = actor.place ?? (actor.community === undefined ? undefined : placeOf(actor.community))
  assertThat(own, 'need.community_missing')
  const isHome = body.place?.kind === 'home' || (body.place === undefined && category.place === 'home')
  if (isHome) return own
  // Where someone stands is in their estate, but not in their own building.
  const around: Place = { ...own }
  delete around.building
  return around
}

/** All ancestors of an area; a building also knows its grid and estate. */
async function readPlace(code: string): Promise<Place> {
  if (!code.includes('-')) return placeOf(code)
  const area = await Area.findOne({ code }).lean()
  assertThat(area, 'need.place_missing')
  return toPlace(area)
}

/** How the community is called, of which it becomes part. */
export async function findCommunityName(place: Place): Promise<string> {
  const { areaNames } = await loadRoutingTable(place)
  return areaNames.get(place.community ?? place.street ?? place.district) ?? ''
}

/** An elder is at her own place; what a relative reports elsewhere must at least be in her community. */
export async function findElderPlace(person: PersonDocument, { place }: CreateBody): Promise<Place> {
  const own = toPlace(person)
  if (place?.areaCode === undefined) return own
  assertThat(placeOf(place.areaCode).community === person.community, 'access.denied')
  return readPlace(place.areaCode)
}

/** Someone's place in the register, for staff who type for them: nobody is asked what it holds. */
export async function findIntakePlace(actor: Actor, body: IntakeBody): Promise<Place> {
  if (body.place?.areaCode !== undefined) return readPlace(body.place.areaCode)
  const own = actor.memberships[0]?.place
  assertThat(own, 'need.place_missing')
  return own
}
