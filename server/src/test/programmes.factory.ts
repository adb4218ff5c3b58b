import type { Programme } from '@linli/shared/programmes/programme'
import { Types } from 'mongoose'
import { Entitlement } from '../features/programmes/entitlement.model'
import { ProgrammeModel } from '../features/programmes/programme.model'
import { testAreas } from './users.factory'

/** A programme of the test district: pays five yuan a day for meals of ten yuan and more. */
export async function buildProgramme(overrides: Partial<Programme> = {}): Promise<Programme> {
  const programme: Programme = {
    areaCode: testAreas.district,
    code: 'mealAid',
    name: '助餐补贴',
    payer: '宝山区民政局',
    rank: 1,
    who: { minAge: 70 },
    classes: ['meal'],
    channels: [],
    pays: { kind: 'daily', fen: 500, minSpendFen: 1000 },
    rollsOver: false,
    isClosed: false,
    ...overrides,
  }
  await ProgrammeModel.create({ ...programme, district: testAreas.district, version: 1 })
  return programme
}

/** A person's right to a programme, approved. */
export async function buildEntitlement(personId: string, programme: Programme): Promise<void> {
  const now = new Date('2026-11-01T00:00:00.000Z')
  await Entitlement.create({
    key: `${personId}:${programme.code}`,
    personId: new Types.ObjectId(personId),
    code: programme.code,
    programmeName: programme.name,
    state: 'approved',
    since: now,
    approvedAt: now,
    history: [],
    outbox: [],
    district: testAreas.district,
    street: testAreas.street,
    community: testAreas.community,
  })
}
