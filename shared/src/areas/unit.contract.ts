import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { scheduleSchema } from '../schedule.contract'
import { areaCode, id, idParams, text } from '../schemas'
import { callablePhone, location } from './area.contract'
import { unitKinds } from './areas'

const editErrors = ['record.not_found', 'area.name_taken'] as const
const editors = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

export const unitView = z.object({
  id,
  kind: z.enum(unitKinds),
  name: z.string(),
  areaCode,
  phone: z.string().optional(),
  schedule: scheduleSchema.optional(),
  address: z.string().optional(),
  /** What it does, in words people know. */
  services: z.array(z.string()),
  /** Closed for good or for the time being: takes no new work. */
  isOpen: z.boolean(),
  location: location.optional(),
  /** Set in answers to a search by position. */
  distanceMetres: z.number().int().optional(),
})
export type UnitView = z.output<typeof unitView>

/** The units that serve a place: its own and those of the areas around it. */
export const listUnits = defineContract({
  method: 'get',
  path: '/api/units',
  summary: '为一个地方服务的单位',
  access: 'public',
  query: z.strictObject({ area: areaCode, kind: z.enum(unitKinds).optional() }),
  response: z.object({ items: z.array(unitView) }),
  success: 200,
})

/** A part of a point in a query; an empty one is missing, and not the equator. */
const degrees = (most: number) =>
  z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().min(-most).max(most))

/** Open units within 5 km, nearest first, at most 20. */
export const listNearUnits = defineContract({
  method: 'get',
  path: '/api/units/near',
  summary: '附近的单位',
  access: 'public',
  query: z.strictObject({
    longitude: degrees(180),
    latitude: degrees(90),
    kind: z.enum(unitKinds).optional(),
  }),
  response: z.object({ items: z.array(unitView) }),
  success: 200,
})

const unitFields = {
  name: text(limits.nameText),
  phone: callablePhone.nullable().optional(),
  schedule: scheduleSchema.nullable().optional(),
  address: text(limits.addressText).nullable().optional(),
  services: z.array(text(limits.nameText)).max(20).optional(),
  location: location.nullable().optional(),
}

export const createUnit = defineContract({
  method: 'post',
  path: '/api/units',
  summary: '新增单位',
  access: editors,
  body: z.strictObject({ ...unitFields, kind: z.enum(unitKinds), areaCode }),
  response: unitView,
  success: 201,
  errors: editErrors,
})

export const updateUnit = defineContract({
  method: 'patch',
  path: '/api/units/:id',
  summary: '修改单位，停止或恢复服务',
  access: editors,
  params: idParams,
  body: z.strictObject({ ...unitFields, name: unitFields.name.optional(), isOpen: z.boolean().optional() }),
  response: unitView,
  success: 200,
  errors: editErrors,
})

export const unitContracts = { listUnits, listNearUnits, createUnit, updateUnit }
