import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { day, id, idParams, text } from '../schemas'
import { providerView } from './offering.contract'

const keepers = ['unitStaff', 'secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const
const errors = ['record.not_found', 'request.conflict'] as const

export const closureContracts = {
  addClosure: defineContract({
    method: 'post',
    path: '/api/elder-care/providers/:id/closures',
    summary: '登记哪几天不开；已订的人马上转到别家，转不了的由社区打电话',
    access: keepers,
    params: idParams,
    body: z
      .strictObject({ from: day, to: day, reason: text(limits.reasonText) })
      .refine(({ from, to }) => from <= to, { message: '结束日期要不早于开始日期' }),
    response: z.object({
      provider: providerView,
      /** How many orders went to another unit, and how many people the station now calls. */
      moved: z.number().int(),
      calls: z.number().int(),
    }),
    success: 201,
    errors,
  }),
  removeClosure: defineContract({
    method: 'delete',
    path: '/api/elder-care/providers/:id/closures/:closureId',
    summary: '取消停业登记',
    access: keepers,
    params: z.strictObject({ id, closureId: id }),
    response: providerView,
    success: 200,
    errors,
  }),
}
