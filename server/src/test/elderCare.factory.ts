import { placeOf, type UnitKind } from '@linli/shared/areas/areas'
import type { OfferingContent } from '@linli/shared/elderCare/offering.contract'
import type { CertificateKind, Licence } from '@linli/shared/elderCare/serviceItem'
import { Types } from 'mongoose'
import type { Deps } from '../deps'
import { Offering } from '../features/elderCare/catalogue/offering.model'
import { Helper, Provider } from '../features/elderCare/providers/provider.model'
import { ServiceItemModel, type ServiceItemRecord } from '../features/elderCare/catalogue/serviceItem.model'
import { Membership } from '../features/users/membership.model'
import { listMembershipChangeHooks, type StoredMembership } from '../features/users/userHooks'
import { forgetAllActors } from '../features/users/actor.service'
import { sealPerson } from '../features/register/person.crypto'
import { Person } from '../features/register/person.model'
import { dropUndefined } from '../lib/dropUndefined'
import { careCatalogue } from '../seed/elderCare/catalogue'
import { seedCatalogue } from '../seed/elderCare/seedCatalogue'
import { buildAreas, buildUnit } from './areas.factory'
import { buildResident, buildUnitStaff, testAreas, type TestUser } from './users.factory'

export const farAway = '2030-12-31'
const everyDay = [0, 1, 2, 3, 4, 5, 6]

/** The areas and the 48 items of the district. */
export async function buildCatalogue(deps: Pick<Deps, 'clock'>): Promise<void> {
  await buildAreas()
  await seedCatalogue(deps, testAreas.district)
}

/** Changes one item for the district of the tests. */
export async function changeItem(code: string, change: Partial<ServiceItemRecord>): Promise<void> {
  await ServiceItemModel.updateOne({ areaCode: testAreas.district, code }, { $set: change })
}

export interface TestProvider {
  id: string
  name: string
  areaCode: string
  kind: UnitKind
  staff: TestUser
}

/** A unit with its papers and one person of staff, who holds the certificates. */
export async function buildProvider({
  name = '临江食堂',
  areaCode = testAreas.community,
  kind = 'organisation',
  licences = [],
  certificates = [],
}: {
  name?: string
  areaCode?: string
  kind?: UnitKind
  licences?: Licence[]
  certificates?: CertificateKind[]
} = {}): Promise<TestProvider> {
  const unit = await buildUnit({ kind, name, areaCode, phone: '02156000002' })
  await Provider.create({
    unitId: unit.id,
    licences: licences.map((licence) => ({ kind: licence, number: 'JY-1', expiresOn: farAway })),
    closures: [],
    version: 1,
  })
  const provider = { id: unit.id, name, areaCode, kind }
  return { ...provider, staff: await buildHelper(provider, certificates) }
}

/** One more person of a unit's staff, with certificates. */
export async function buildHelper(
  unit: Omit<TestProvider, 'staff'>,
  certificates: CertificateKind[] = [],
  expiresOn: string = farAway,
): Promise<TestUser> {
  const user = await buildUnitStaff({
    unitId: unit.id,
    areaCode: unit.areaCode,
    name: unit.name,
    kind: unit.kind,
  })
  await Helper.create({
    unitId: unit.id,
    userId: user._id,
    certificates: certificates.map((kind) => ({ kind, number: 'Z-1', expiresOn })),
  })
  return user
}

/** A unit takes up an item: every day, 10:30–12:00, twenty places unless said otherwise. */
export async function buildOffering(
  unit: Omit<TestProvider, 'staff'>,
  itemCode: string,
  overrides: Partial<OfferingContent> & { capacity?: number } = {},
): Promise<string> {
  const { capacity = 20, ...content } = overrides
  const created = await Offering.create({
    unitId: unit.id,
    unitName: unit.name,
    itemCode,
    areaCode: unit.areaCode,
    ...dropUndefined(placeOf(unit.areaCode)),
    windows: [{ weekdays: everyDay, from: '10:30', to: '12:00', capacity }],
    isAcceptedAtOnce: careCatalogue.find(({ code }) => code === itemCode)?.careClass === 'meal',
    isOpen: true,
    ...content,
    version: 1,
  })
  return created._id.toString()
}

export interface TestElder extends TestUser {
  personId: string
}

/** Her role at a unit ends now, and what is told of it is told. */
export async function endRole(user: TestUser, deps: Deps): Promise<void> {
  const held = await Membership.findOne({ userId: user._id }).lean<StoredMembership>()
  if (!held) throw new Error('no membership')
  const endedAt = deps.clock.now()
  await Membership.updateOne({ _id: held._id }, { $set: { endedAt } })
  forgetAllActors()
  for (const hook of listMembershipChangeHooks()) await hook.onChange({ ...held, endedAt }, deps)
}

let phones = 0
/** A phone of their own for each, which tells people of one name apart. */
const nextPhone = (): string => `139${String((phones += 1)).padStart(8, '0')}`

/** Someone of the register, in the first building of the test community. */
export async function buildPerson(
  deps: Pick<Deps, 'crypto' | 'clock'>,
  { name = '周桂珍', community = testAreas.community }: { name?: string; community?: string } = {},
): Promise<string> {
  const _id = new Types.ObjectId()
  const isHere = community === testAreas.community
  await Person.create({
    _id,
    ...sealPerson(_id, { name, phone: nextPhone() }, deps.crypto),
    state: 'present',
    source: 'import',
    verifiedAt: deps.clock.now(),
    ...placeOf(community),
    ...(isHere ? { grid: testAreas.grid, building: testAreas.building } : {}),
  })
  return _id.toString()
}

/** An elder with an account that is linked to the register. */
export async function buildElder(
  deps: Pick<Deps, 'crypto' | 'clock'>,
  options: { name?: string; community?: string } = {},
): Promise<TestElder> {
  const personId = await buildPerson(deps, options)
  const community = options.community ?? testAreas.community
  const user = await buildResident({
    community,
    personId: new Types.ObjectId(personId),
    ...(community === testAreas.community ? { grid: testAreas.grid, building: testAreas.building } : {}),
  })
  return { ...user, personId }
}
