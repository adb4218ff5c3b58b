import type { Category } from '@linli/shared/categories/category'
import { placeOf } from '@linli/shared/areas/areas'
import { Volunteer, type VolunteerRecord } from '../features/volunteers/volunteer.model'
import { buildAreas } from './areas.factory'
import type { Neighbourhood } from './needs.factory'
import { buildCategory, buildRule } from './routing.factory'
import { buildResident, buildSecretary, buildVolunteer, testAreas, type TestUser } from './users.factory'

/** Far behind every test's clock. */
const longAgo = new Date('2026-01-01T00:00:00.000Z')
const nextYear = new Date('2027-12-31T15:59:59.999Z')

/** An approved volunteer on duty, trained and insured, with the role that goes with it. */
export async function buildApprovedVolunteer(
  overrides: Partial<VolunteerRecord> = {},
  community: string = testAreas.community,
): Promise<TestUser> {
  const user = await buildVolunteer(community)
  const { district, street = '' } = placeOf(community)
  await Volunteer.create({
    userId: user._id,
    district,
    street,
    community,
    state: 'approved',
    isActive: true,
    isOnDuty: true,
    trainedUntil: nextYear,
    insuredUntil: nextYear,
    createdAt: longAgo,
    ...overrides,
  })
  return user
}

export interface PoolNeighbourhood extends Pick<Neighbourhood, 'resident' | 'category'> {
  secretary: TestUser
}

/** A community where help at home goes to the volunteers. */
export async function buildPoolNeighbourhood(category: Partial<Category> = {}): Promise<PoolNeighbourhood> {
  await buildAreas()
  const made = await buildCategory(category)
  await buildRule({ kind: 'pool' })
  const resident = await buildResident({ building: testAreas.building, grid: testAreas.grid })
  return { resident, category: made, secretary: await buildSecretary() }
}

export const readVolunteerOf = async (user: Pick<TestUser, 'id'>): Promise<VolunteerRecord> => {
  const volunteer = await Volunteer.findOne({ userId: user.id }).lean<VolunteerRecord>()
  if (!volunteer) throw new Error('no such volunteer')
  return volunteer
}
