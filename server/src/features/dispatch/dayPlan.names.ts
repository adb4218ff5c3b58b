import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { readUnitHelpers } from '../elderCare/catalogue/offering.ability'
import { readUserContacts } from '../users/contact.service'
import { Volunteer, type VolunteerRecord } from '../volunteers/volunteer.model'
import { nameVolunteers } from '../volunteers/volunteer.post'

/** What staff are called by each other, and volunteers as neighbours know them, in the plan and its explanations. */
export async function readHelperNames(
  unitId: Types.ObjectId,
  ids: readonly string[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Map<string, string>> {
  const unique = [...new Set(ids)]
  const staff = (await readUnitHelpers([unitId], deps.clock.now())).get(unitId.toString()) ?? []
  const volunteers = await Volunteer.find({ userId: { $in: unique }, state: 'approved' }).lean<
    VolunteerRecord[]
  >()
  const colleagues = new Set(staff.map(({ userId }) => userId))
  const named = await nameVolunteers(volunteers.filter(({ userId }) => !colleagues.has(userId.toString())))
  const contacts = await readUserContacts(
    unique.filter((id) => !named.has(id)),
    deps,
  )
  return new Map(unique.map((id) => [id, named.get(id) ?? contacts.get(id)?.name ?? '同事']))
}
