import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { readUnitHelpers } from '../elderCare/offering.ability'
import { readUserContact } from '../users/contact.service'
import { Volunteer, type VolunteerRecord } from '../volunteers/volunteer.model'
import { nameVolunteer } from '../volunteers/volunteer.post'

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
  const nameOf = async (id: string): Promise<string> => {
    const volunteer = volunteers.find(({ userId }) => userId.toString() === id)
    const isStaff = staff.some(({ userId }) => userId === id)
    if (volunteer && !isStaff) return nameVolunteer(volunteer)
    return (await readUserContact(id, deps))?.name ?? '同事'
  }
  return new Map(await Promise.all(unique.map(async (id) => [id, await nameOf(id)] as const)))
}
