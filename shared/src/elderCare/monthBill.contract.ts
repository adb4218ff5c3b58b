import { z } from 'zod'
import { defineContract } from '../contract'
import { day, id, instant, month } from '../schemas'

/** Who takes money in: the unit, and the desk and the station of the elder's community. */
const receivers = ['unitStaff', 'secretary', 'communityWorker', 'gridWorker'] as const

const fen = z.number().int()
const count = z.number().int()
const postText = z.string().max(40)

/** One order of a month: what it cost, and who pays what of it. */
const billRow = z.object({
  /** Of the order. */
  id,
  day,
  itemName: z.string(),
  unitName: z.string(),
  /** For the elder, who acts for her and the desk; the unit reads what it takes in by hand, and not what else is paid. */
  priceFen: fen.optional(),
  subsidyFen: fen.optional(),
  selfPaidFen: fen,
  /** 「12 元，月结」「12 元，已收到」, and in which month's bill it stands where that is another one. */
  paymentText: z.string(),
})
export type BillRow = z.output<typeof billRow>

const ownBill = z.object({
  personName: z.string(),
  month,
  /** What the month costs so far, in a sentence. */
  text: z.string(),
  sums: z.object({ priceFen: fen, subsidyFen: fen, selfPaidFen: fen }),
  /** What is settled by paying it: one part for each unit. */
  toPay: z.array(
    z.object({
      unitId: id,
      unitName: z.string(),
      phone: z.string().optional(),
      orders: count,
      fen,
      /** When and where, in a sentence. */
      text: z.string(),
    }),
  ),
  /** Served and not yet confirmed: it is asked for when it is, and not before. */
  waiting: z.object({ orders: count, fen }),
  /** Booked for later this month, and what of it is not paid yet. */
  ahead: z.object({ orders: count, fen }),
  rows: z.array(billRow),
})
export type OwnBill = z.output<typeof ownBill>

const billLine = z.object({
  /** `<unit>:<person>`. */
  id: z.string(),
  unitId: id,
  unitName: z.string(),
  personId: id,
  personName: z.string(),
  /** Masked: it tells two of one name apart. */
  phoneText: z.string().optional(),
  month,
  orders: count,
  fen,
  received: z.object({ at: instant, byName: z.string() }).optional(),
})
export type BillLine = z.output<typeof billLine>

const unitBill = z.object({ ...billLine.shape, rows: z.array(billRow) })

const billParams = z.strictObject({ unitId: id, personId: id, month })

export const monthBillContracts = {
  getMonthBill: defineContract({
    method: 'get',
    path: '/api/me/care-bill',
    summary: '一个月的账单：花了多少、补贴多少、自己付多少、什么时候到哪里付',
    access: 'user',
    query: z.strictObject({ person: id.optional(), month: month.optional() }),
    response: ownBill,
    success: 200,
    errors: ['record.not_found', 'care.person_missing'],
  }),
  listMonthBills: defineContract({
    method: 'get',
    path: '/api/elder-care/bills',
    summary: '收钱的人看的月结账单：一位长者一家单位一行，还没收的或已收到的',
    access: receivers,
    query: z.strictObject({ post: postText, month, isReceived: z.stringbool().default(false) }),
    response: z.object({
      /** By name: the page looks for one in them, for a name stands in no address. */
      items: z.array(billLine),
      /** There are more than are shown. */
      isCut: z.boolean(),
      /** Over all. */
      sums: z.object({ people: count, orders: count, fen }),
      /** Taken in one by one, at the station or at the table; of what was received. */
      single: z.object({ orders: count, fen }),
    }),
    success: 200,
  }),
  getUnitMonthBill: defineContract({
    method: 'get',
    path: '/api/elder-care/bills/:unitId/:personId/:month',
    summary: '一位长者一个月在一家单位的每一单，收钱前对一对',
    access: receivers,
    params: billParams,
    response: unitBill,
    success: 200,
    errors: ['record.not_found'],
  }),
  receiveMonthBill: defineContract({
    method: 'post',
    path: '/api/elder-care/bills/:unitId/:personId/:month/receive',
    summary: '月结：收到这位长者这个月在这家单位的全部自付款，一次点按',
    access: receivers,
    params: billParams,
    /** The sum that the page showed: where it is another one by now, nothing is taken in and the answer has it. */
    body: z.strictObject({ fen: fen.min(1) }),
    response: unitBill,
    success: 201,
    errors: [
      'request.already_done',
      'request.retry',
      'request.conflict',
      'record.not_found',
      'care.own_matter',
      'care.bill_received',
      'care.bill_too_early',
    ],
  }),
  exportMonthBills: defineContract({
    method: 'get',
    path: '/api/elder-care/bills/export',
    summary: '一个月的月结表（xlsx）：还没收的、已收到的、每一单',
    access: receivers,
    query: z.strictObject({ post: postText, month }),
    produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    success: 200,
  }),
}
