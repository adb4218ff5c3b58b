import { z } from 'zod'
import { defineContract } from '../contract'
import { day, id, idParams, instant } from '../schemas'

const access = ['unitStaff'] as const
const query = z.strictObject({ day })

const kitchenList = z.object({
  unitName: z.string(),
  day,
  dayText: z.string(),
  /** How many of each meal, and among them how many with what is to be minded: 「午餐送上门 12，其中糖尿病 3」. */
  totals: z.array(
    z.object({
      label: z.string(),
      count: z.number().int(),
      parts: z.array(z.object({ label: z.string(), count: z.number().int() })),
    }),
  ),
  rows: z.array(
    z.object({
      id,
      name: z.string(),
      /** Where to, her number and her diet: while the meal is to be made and brought, and to nobody afterwards. */
      address: z.string().optional(),
      phone: z.string().optional(),
      itemName: z.string(),
      isDelivered: z.boolean(),
      timeText: z.string(),
      /** What harms or is not eaten; printed on the box. */
      diet: z.array(z.string()),
      leaveBy: instant,
      eatBy: instant,
      leaveByText: z.string(),
      eatByText: z.string(),
      carrier: z.string().optional(),
      stateText: z.string(),
    }),
  ),
})
export type KitchenList = z.output<typeof kitchenList>

export const kitchenContracts = {
  getKitchenList: defineContract({
    method: 'get',
    path: '/api/elder-care/kitchens/:id/list',
    summary: '厨房某一天要做的每一份，忌口写在最前',
    access,
    params: idParams,
    query,
    response: kitchenList,
    success: 200,
    errors: ['record.not_found'],
  }),
  getKitchenSheet: defineContract({
    method: 'get',
    path: '/api/elder-care/kitchens/:id/sheet',
    summary: '同一张单子，表格文件',
    access,
    params: idParams,
    query,
    produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    success: 200,
    errors: ['record.not_found'],
  }),
  getKitchenPrint: defineContract({
    method: 'get',
    path: '/api/elder-care/kitchens/:id/print',
    summary: '同一张单子和餐盒标签，A4 打印',
    access,
    params: idParams,
    query,
    produces: 'text/html',
    success: 200,
    errors: ['record.not_found'],
  }),
}
