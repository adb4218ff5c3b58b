import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { areaCode, id, text } from '../schemas'
import { scheduleSchema } from '../schedule.contract'
import { areaLevels, callablePhonePattern } from './areas'

/** See the pattern. */
export const callablePhone = z.string().regex(callablePhonePattern)

/** Degrees, GCJ-02 as WeChat gives and shows them. */
export const location = z.strictObject({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
})

const name = text(limits.nameText)
const codeParams = z.strictObject({ code: areaCode })
const editors = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

export const areaView = z.object({
  code: areaCode,
  name: z.string(),
  level: z.enum(areaLevels),
  parent: areaCode.optional(),
  estate: areaCode.optional(),
  /** Of the desk, by which people reach it; communities and wider. */
  phone: z.string().optional(),
  schedule: scheduleSchema.optional(),
  /** Of a building, where somebody noted it down at its door: for those who plan ways. */
  location: z.object(location.shape).optional(),
})
export type AreaView = z.output<typeof areaView>

export const estateView = z.object({
  code: areaCode,
  name: z.string(),
  community: areaCode,
  address: z.string().optional(),
  /** Absent: 无物管. */
  propertyUnitId: id.optional(),
  ownersCommitteeUnitId: id.optional(),
})
export type EstateView = z.output<typeof estateView>

/** The areas right below one; without `parent`, the districts. */
export const listAreas = defineContract({
  method: 'get',
  path: '/api/areas',
  summary: '下级区域',
  access: 'public',
  query: z.strictObject({ parent: areaCode.optional() }),
  response: z.object({ items: z.array(areaView) }),
  success: 200,
})

/** One area with everything it lies in, widest first. */
export const getArea = defineContract({
  method: 'get',
  path: '/api/areas/:code',
  summary: '一个区域',
  access: 'public',
  params: codeParams,
  response: areaView.extend({ ancestors: z.array(areaView) }),
  success: 200,
  errors: ['record.not_found'],
})

/** A new grid or building. */
export const createArea = defineContract({
  method: 'post',
  path: '/api/areas',
  summary: '新增网格或楼栋',
  access: editors,
  body: z.discriminatedUnion('level', [
    z.strictObject({ level: z.literal('grid'), parent: areaCode, name }),
    z.strictObject({ level: z.literal('building'), parent: areaCode, name, estate: areaCode.optional() }),
  ]),
  response: areaView,
  success: 201,
  errors: ['record.not_found', 'area.name_taken'],
})

export const updateArea = defineContract({
  method: 'patch',
  path: '/api/areas/:code',
  summary: '修改区域的名称、电话和时间，楼栋的位置',
  access: editors,
  params: codeParams,
  body: z.strictObject({
    name: name.optional(),
    phone: callablePhone.nullable().optional(),
    schedule: scheduleSchema.nullable().optional(),
    /** Of a building only. */
    location: location.nullable().optional(),
  }),
  response: areaView,
  success: 200,
  errors: ['record.not_found', 'area.name_taken'],
})

/** To another grid of its community; homes, people, accounts and open needs go along. */
export const moveBuilding = defineContract({
  method: 'post',
  path: '/api/areas/:code/move',
  summary: '把楼栋移到另一个网格，房屋、住户和没办完的诉求一起移',
  access: editors,
  params: codeParams,
  body: z.strictObject({ grid: areaCode, reason: text(limits.reasonText) }),
  response: z.object({
    building: areaView,
    /** What went along; all 0 when it lay there already. */
    homes: z.number().int(),
    people: z.number().int(),
    accounts: z.number().int(),
    openNeeds: z.number().int(),
  }),
  success: 200,
  errors: ['record.not_found', 'area.other_community', 'import.running'],
})

export const listEstates = defineContract({
  method: 'get',
  path: '/api/estates',
  summary: '社区里的小区',
  access: 'public',
  query: z.strictObject({ community: areaCode }),
  response: z.object({ items: z.array(estateView) }),
  success: 200,
})

const estateUnits = {
  address: text(limits.addressText).nullable().optional(),
  propertyUnitId: id.nullable().optional(),
  ownersCommitteeUnitId: id.nullable().optional(),
}

export const createEstate = defineContract({
  method: 'post',
  path: '/api/estates',
  summary: '新增小区',
  access: editors,
  body: z.strictObject({ community: areaCode, name, ...estateUnits }),
  response: estateView,
  success: 201,
  errors: ['record.not_found', 'area.name_taken', 'unit.wrong_kind'],
})

export const updateEstate = defineContract({
  method: 'patch',
  path: '/api/estates/:code',
  summary: '修改小区，写明物业和业委会',
  access: editors,
  params: codeParams,
  body: z.strictObject({ name: name.optional(), ...estateUnits }),
  response: estateView,
  success: 200,
  errors: ['record.not_found', 'area.name_taken', 'unit.wrong_kind'],
})

export const areaContracts = {
  listAreas,
  getArea,
  createArea,
  updateArea,
  moveBuilding,
  listEstates,
  createEstate,
  updateEstate,
}
