import type { Category } from '@linli/shared/categories/category'
import { needContracts, type NeedView } from '@linli/shared/needs/need.contract'
import type { NeedActionInput } from '@linli/shared/needs/need.actions'
import { Need, type NeedRecord } from '../features/needs/need.model'
import { sweepNeeds } from '../features/needs/need.sweep'
import { buildAreas, buildUnit } from './areas.factory'
import type { BodyOf } from './apiClient'
import { buildCategory, buildRule } from './routing.factory'
import type { TestApp } from './testApp'
import {
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  testAreas,
  type TestUser,
} from './users.factory'

/** A community where a repair goes to the property company, and the people of one need. */
export interface Neighbourhood {
  resident: TestUser
  worker: TestUser
  secretary: TestUser
  officer: TestUser
  unit: { id: string; name: string }
  category: Category
}

export async function buildNeighbourhood(category: Partial<Category> = {}): Promise<Neighbourhood> {
  await buildAreas()
  const unit = await buildUnit({ kind: 'property', name: '友谊物业', phone: '02156000000' })
  const made = await buildCategory(category)
  await buildRule({ kind: 'unit', unitId: unit.id })
  return {
    resident: await buildResident({ building: testAreas.building, grid: testAreas.grid }),
    worker: await buildUnitStaff({
      unitId: unit.id,
      areaCode: testAreas.community,
      kind: 'property',
      name: '友谊物业',
    }),
    secretary: await buildSecretary(),
    officer: await buildStreetOfficer(),
    unit,
    category: made,
  }
}

let presses = 0
/** A key of its own for each press. */
export const newKey = (): string => `test-press-${String((presses += 1))}`

/** A need of the resident, out of the undo bar and with its holder. */
export async function raiseNeed(
  { api, deps }: TestApp,
  { resident, category }: Pick<Neighbourhood, 'resident' | 'category'>,
  body: Partial<BodyOf<typeof needContracts.createNeed>> = {},
): Promise<NeedView> {
  const need = await api(resident).ok(needContracts.createNeed, {
    body: { category: category.code, ...body },
    requestKey: newKey(),
  })
  deps.clock.advance(9, 'seconds')
  await sweepNeeds(deps)
  return api(resident).ok(needContracts.getNeed, { params: { id: need.id } })
}

/** One step by one person; whatever comes back. */
export function press(
  { api }: TestApp,
  user: TestUser,
  id: string,
  body: NeedActionInput,
  requestKey = newKey(),
) {
  return api(user).call(needContracts.actOnNeed, { params: { id }, body, requestKey })
}

/** One step that must work. */
export async function take(
  app: TestApp,
  user: TestUser,
  id: string,
  body: NeedActionInput,
): Promise<NeedView> {
  const response = await press(app, user, id, body)
  if (response.status !== 200)
    throw new Error(`${body.action}: ${response.status} ${JSON.stringify(response.body)}`)
  return response.body
}

/** The need as it lies in the database. */
export async function readRecord(id: string): Promise<NeedRecord> {
  const need = await Need.findOne({ _id: id }).lean<NeedRecord>()
  if (!need) throw new Error('no such need')
  return need
}
