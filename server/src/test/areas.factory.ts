import { areaLevelOf, placeOf, type AreaLevel, type Place, type UnitKind } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { Area, type AreaFields } from '../features/areas/area.model'
import { Estate, type EstateFields } from '../features/areas/estate.model'
import { Unit, type UnitFields } from '../features/areas/unit.model'
import { clearCaches } from '../lib/caches'
import { testAreas } from './users.factory'

function findParent(level: AreaLevel, { district, street, community }: Place): string | undefined {
  if (level === 'building') return testAreas.grid
  if (level === 'grid') return community
  if (level === 'community') return street
  return level === 'street' ? district : undefined
}

function toArea(code: string): AreaFields {
  const level = areaLevelOf(code) ?? 'district'
  const place = placeOf(code)
  const parent = findParent(level, place)
  return {
    code,
    level,
    name: `地方${code.slice(-4)}`,
    ...place,
    ...(parent === undefined ? {} : { parent }),
    ...(level === 'building' ? { grid: testAreas.grid } : {}),
  }
}

/** The places of `testAreas`: a district, two streets, three communities, two grids, two buildings. */
export async function buildAreas(): Promise<void> {
  await Area.insertMany(Object.values(testAreas).map(toArea))
  await Area.updateOne({ code: testAreas.community }, { $set: { lastNumbers: { grid: 2, building: 2 } } })
}

export async function buildUnit(
  overrides: Partial<UnitFields> & { kind?: UnitKind } = {},
): Promise<UnitFields & { id: string }> {
  const areaCode = overrides.areaCode ?? testAreas.community
  const _id = new Types.ObjectId()
  const fields: UnitFields = {
    kind: 'station',
    name: `单位${_id.toString().slice(-4)}`,
    areaCode,
    services: [],
    isOpen: true,
    ...placeOf(areaCode),
    ...overrides,
  }
  await Unit.create({ _id, ...fields })
  clearCaches()
  return { ...fields, id: _id.toString() }
}

export async function buildEstate(overrides: Partial<EstateFields> = {}): Promise<EstateFields> {
  const code = overrides.code ?? `${testAreas.community}-E01`
  const place: Place = placeOf(code)
  const fields: EstateFields = { code, name: `小区${code.slice(-2)}`, ...place, ...overrides }
  await Estate.create(fields)
  clearCaches()
  return fields
}
