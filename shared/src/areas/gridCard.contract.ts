import { z } from 'zod'
import { defineContract } from '../contract'
import { areaCode } from '../schemas'

/** Who stands on the card 我的网格, in the order people need them. Source: product page, "Who uses it". */
export const gridCardKinds = [
  'gridWorker',
  'buildingLeader',
  'secretary',
  'station',
  'property',
  'police',
  'clinic',
] as const
export type GridCardKind = (typeof gridCardKinds)[number]

export const gridCardTitles: Record<GridCardKind, string> = {
  gridWorker: '网格员',
  buildingLeader: '楼组长',
  secretary: '社区书记',
  station: '社区服务站',
  property: '物业',
  police: '派出所',
  clinic: '家庭医生',
}

const gridCardEntry = z.object({
  kind: z.enum(gridCardKinds),
  title: z.string(),
  /** A person's or a unit's name. */
  name: z.string(),
  phone: z.string().optional(),
  /** In words: 「工作日 09:00–17:00」. */
  hours: z.string().optional(),
  address: z.string().optional(),
  isOpenNow: z.boolean(),
})
export type GridCardEntry = z.output<typeof gridCardEntry>

export const gridCardView = z.object({
  /** 「宝山区 友谊路街道 …」 */
  placeName: z.string(),
  community: areaCode,
  grid: areaCode.optional(),
  building: areaCode.optional(),
  entries: z.array(gridCardEntry),
  /** Roles that nobody holds here now, in words, so that a gap is seen and filled. */
  vacancies: z.array(z.string()),
  /** Said about the estate where there is no property company. */
  notes: z.array(z.string()),
})
export type GridCardView = z.output<typeof gridCardView>

/** Without a place, the caller's own home or community. */
const query = z.strictObject({ area: areaCode.optional() })

export const getGridCard = defineContract({
  method: 'get',
  path: '/api/grid-card',
  summary: '我的网格：身边能帮忙的人',
  access: 'user',
  query,
  response: gridCardView,
  success: 200,
  errors: ['record.not_found'],
})

/** A page for the door: A4, large type. */
export const getGridCardPage = defineContract({
  method: 'get',
  path: '/api/grid-card/page',
  summary: '我的网格：贴在门上的一张纸',
  access: 'user',
  query,
  produces: 'text/html',
  success: 200,
  errors: ['record.not_found'],
})

export const gridCardContracts = { getGridCard, getGridCardPage }
