import type { AreaView, EstateView } from '@linli/shared/areas/area.contract'
import type { UnitView } from '@linli/shared/areas/unit.contract'
import type { Types } from 'mongoose'
import type { AreaFields } from './area.model'
import type { EstateFields } from './estate.model'
import type { UnitFields } from './unit.model'

export function viewArea(area: AreaFields): AreaView {
  const { code, name, level, parent, estate, phone, schedule, location } = area
  return { code, name, level, parent, estate, phone, schedule, location }
}

export function viewEstate(estate: EstateFields): EstateView {
  return {
    code: estate.code,
    name: estate.name,
    community: estate.community ?? '',
    address: estate.address,
    propertyUnitId: estate.propertyUnitId?.toString(),
    ownersCommitteeUnitId: estate.ownersCommitteeUnitId?.toString(),
  }
}

export function viewUnit(unit: UnitFields & { _id: Types.ObjectId }): UnitView {
  const [longitude, latitude] = unit.location?.coordinates ?? []
  const { kind, name, areaCode, phone, schedule, address, services, isOpen } = unit
  return {
    id: unit._id.toString(),
    kind,
    name,
    areaCode,
    phone,
    schedule,
    address,
    services,
    isOpen,
    location: longitude === undefined || latitude === undefined ? undefined : { longitude, latitude },
  }
}
