import { z } from 'zod'
import { defineContract } from '../contract'
import { day, id } from '../schemas'
import { providerView } from './offering.contract'

const keepers = ['unitStaff', 'secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

export const absenceContracts = {
  addAbsence: defineContract({
    method: 'post',
    path: '/api/elder-care/providers/:id/helpers/:userId/absences',
    summary: '登记一位服务人员哪几天来不了；派给她、还没开始的马上退回单位另派',
    access: keepers,
    params: z.strictObject({ id, userId: id }),
    body: z
      .strictObject({ from: day, to: day })
      .refine(({ from, to }) => from <= to, { message: '结束日期要不早于开始日期', path: ['to'] }),
    response: z.object({
      provider: providerView,
      /** How many orders came back to the unit. */
      returned: z.number().int(),
    }),
    success: 201,
    errors: ['record.not_found'],
  }),
  removeAbsence: defineContract({
    method: 'delete',
    path: '/api/elder-care/providers/:id/helpers/:userId/absences/:absenceId',
    summary: '取消请假登记',
    access: keepers,
    params: z.strictObject({ id, userId: id, absenceId: id }),
    response: providerView,
    success: 200,
    errors: ['record.not_found'],
  }),
}
