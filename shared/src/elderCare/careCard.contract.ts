import { z } from 'zod'
import { defineContract } from '../contract'
import { id } from '../schemas'

const body = z.strictObject({ personId: id })

export const careCardContracts = {
  issueCareCard: defineContract({
    method: 'post',
    path: '/api/elder-care/cards',
    summary: '打印一张新的服务卡，旧卡当时停用',
    access: ['secretary', 'communityWorker', 'gridWorker', 'unitStaff'],
    body,
    /** The sheet as a page to print; what the card carries is nowhere else. */
    response: z.object({ html: z.string() }),
    success: 200,
    errors: ['record.not_found'],
    perMinute: 20,
  }),
  revokeCareCards: defineContract({
    method: 'post',
    path: '/api/elder-care/cards/revoke',
    summary: '服务卡丢了，马上停用',
    access: 'user',
    /** Oneself without a person. */
    body: z.strictObject({ personId: id.optional() }),
    response: z.object({ ended: z.number().int() }),
    success: 200,
    errors: ['record.not_found', 'care.person_missing'],
  }),
}
