import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { personView } from '../register/register.contract'
import { areaCode, phone, text } from '../schemas'

/** Why staff look somebody up, logged with the search; also where the order then says it comes from. */
export const searchOccasions = ['counter', 'phone', 'visit'] as const
export type SearchOccasion = (typeof searchOccasions)[number]

export const clientContracts = {
  /** By POST: a name, a phone or a card stands in no address and in no log. */
  findClients: defineContract({
    method: 'post',
    path: '/api/elder-care/clients/search',
    summary: '柜台、电话里替长者预约：按姓名、手机号或服务卡找人，只找自己服务的社区，每次都有记录',
    access: ['secretary', 'communityWorker', 'gridWorker', 'unitStaff'],
    body: z
      .strictObject({
        community: areaCode,
        occasion: z.enum(searchOccasions),
        name: text(limits.nameText).optional(),
        phone: phone.optional(),
        /** What the printed card carries, scanned or typed. */
        card: z.string().min(8).max(64).optional(),
      })
      .refine(
        ({ name, phone: number, card }) => [name, number, card].filter((v) => v !== undefined).length === 1,
        {
          message: '请写姓名、手机号，或扫服务卡',
        },
      ),
    response: z.object({ items: z.array(personView) }),
    success: 200,
    perMinute: 30,
  }),
}
