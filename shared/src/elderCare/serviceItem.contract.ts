import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, text } from '../schemas'
import { clockPattern } from '../schedule'
import { careClasses, carePlaces, doerKinds, licences, photoRules, proofs } from './serviceItem'

const readers = [
  'unitStaff',
  'communityWorker',
  'secretary',
  'streetOfficer',
  'districtOfficer',
  'administrator',
] as const
const editors = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

export const itemCode = z.string().regex(/^[a-z][A-Za-z]{2,39}$/)

const clock = z.string().regex(clockPattern)
const fen = z.int().min(0).max(10_000_000)

const lead = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cutoff'), daysBefore: z.int().min(0).max(7), at: clock }),
  z.strictObject({ kind: z.literal('hours'), hours: z.int().min(1).max(720) }),
  z.strictObject({ kind: z.literal('instant'), minutes: z.int().min(5).max(600) }),
])

/** What an area may set. Class, place and whether it is intimate are the catalogue's. */
const content = {
  name: text(limits.nameText),
  unitName: text(8),
  minutes: z.int().min(1).max(1440),
  licence: z.enum(licences).optional(),
  doers: z
    .array(z.strictObject({ kind: z.enum(doerKinds), count: z.int().min(1).max(4) }))
    .min(1)
    .max(4),
  proofs: z.array(z.enum(proofs)).min(1).max(proofs.length),
  photo: z.enum(photoRules),
  checklist: z.array(text(40)).max(20),
  receiptName: text(20).optional(),
  lead,
  priceFen: fen,
  deliveryFen: fen,
  priceNote: text(40).optional(),
  canRecur: z.boolean(),
  /** What is done right after it for the same person, and how long after it ends at the latest. */
  next: z.strictObject({ code: itemCode, withinMinutes: z.int().min(5).max(480) }).optional(),
  cancel: z.strictObject({
    freeUntil: z.enum(['cutoff', 'hoursBefore', 'departure', 'always']),
    hours: z.int().min(0).max(720),
    feePercent: z.int().min(0).max(100),
  }),
  isClosed: z.boolean(),
}

const serviceItemContent = z.strictObject(content)
export type ServiceItemContent = z.output<typeof serviceItemContent>

const serviceItemView = z.object({
  ...content,
  code: z.string(),
  number: z.number().int(),
  careClass: z.enum(careClasses),
  place: z.enum(carePlaces),
  isIntimate: z.boolean(),
  /** The area whose definition counts, and its name. */
  areaCode: z.string(),
  areaName: z.string(),
  version: z.number().int(),
  priceText: z.string(),
  cancelText: z.string(),
  /** Units that offer it to this area and may. */
  ableUnits: z.number().int(),
  /** Of a street or district: units of the places inside it that have it among what they do. */
  unitsBelow: z.number().int(),
})
export type ServiceItemView = z.output<typeof serviceItemView>

/** A unit that has an item among what it does. */
const itemUnitView = z.object({
  /** Of the offering. */
  id,
  unitId: id,
  unitName: z.string(),
  areaName: z.string(),
  priceText: z.string(),
  /** Why nobody can book it there now, in words; absent where one can. */
  problem: z.string().optional(),
  /** Whether the reader may look after what the unit does. */
  canOpen: z.boolean(),
})
export type ItemUnitView = z.output<typeof itemUnitView>

const params = z.strictObject({ area: areaCode, code: itemCode })
const editErrors = ['record.not_found', 'request.conflict'] as const

export const serviceItemContracts = {
  listServiceItems: defineContract({
    method: 'get',
    path: '/api/elder-care/items',
    summary: '一个地方的养老服务目录，以及谁能办',
    access: readers,
    query: z.strictObject({ area: areaCode }),
    response: z.object({ items: z.array(serviceItemView), canEdit: z.boolean() }),
    success: 200,
  }),
  listItemUnits: defineContract({
    method: 'get',
    path: '/api/elder-care/items/:area/:code/units',
    summary: '一项服务有哪些单位在做：本地的、上级的，和下面各社区的',
    access: readers,
    params,
    query: z.strictObject(pageQuery),
    response: pageOf(itemUnitView),
    success: 200,
    errors: ['record.not_found'],
  }),
  putServiceItem: defineContract({
    method: 'put',
    path: '/api/elder-care/items/:area/:code',
    summary: '改一项服务在本地的做法：价格、时间、凭证、取消规则',
    access: editors,
    params,
    body: z.strictObject({
      content: serviceItemContent,
      /** Of the definition of this area; absent where it has none yet. */
      version: z.int().optional(),
    }),
    response: serviceItemView,
    success: 200,
    errors: [...editErrors, 'care.photo_never', 'care.proof_unfit', 'care.next_unknown'],
  }),
  deleteServiceItem: defineContract({
    method: 'delete',
    path: '/api/elder-care/items/:area/:code',
    summary: '不用本地的做法，回到上级的',
    access: editors,
    params,
    success: 204,
    errors: ['care.last_definition'],
  }),
}
