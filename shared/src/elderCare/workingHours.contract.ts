import { z } from 'zod'
import { defineContract } from '../contract'
import { id } from '../schemas'
import { providerView } from './offering.contract'
import { workingHours } from './workingHours'

export const workingHoursContracts = {
  setWorkingHours: defineContract({
    method: 'put',
    path: '/api/elder-care/providers/:id/helpers/:userId/hours',
    summary: '登记一位服务人员每天几点上班、几点下班；排好的班会自动重排',
    access: ['unitStaff', 'secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
    params: z.strictObject({ id, userId: id }),
    /** `null`: as the rules of the place say. */
    body: z.strictObject({ hours: workingHours.nullable() }),
    response: providerView,
    success: 200,
    errors: ['record.not_found'],
  }),
}
