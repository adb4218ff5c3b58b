import { z } from 'zod'
import { callablePhone } from '../areas/area.contract'
import { categoryCode } from '../categories/category.contract'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { areaCode, day, id, idParams, text } from '../schemas'
import { guideStates } from './guide'

const content = z.strictObject({
  title: text(limits.nameText),
  categories: z.array(categoryCode).max(20),
  keywords: z.array(text(12, 2)).max(20),
  answer: text(600),
  papers: z.array(text(60)).max(20),
  place: text(limits.addressText),
  hours: text(60),
  phone: callablePhone.optional(),
  agent: z.strictObject({ isOffered: z.boolean(), note: text(100).optional() }),
  validFrom: day,
  validUntil: day,
})

/** What staff write; an entry without an end would answer with what was true long ago. */
export const guideContent = content.refine(({ validFrom, validUntil }) => validFrom <= validUntil, {
  path: ['validUntil'],
  message: '结束日期要晚于开始日期',
})
export type GuideInput = z.output<typeof guideContent>

export const guideView = content.extend({ id, areaName: z.string() }).strip()
export type GuideView = z.output<typeof guideView>

export const guideEntryView = content
  .extend({
    id,
    areaCode,
    areaName: z.string(),
    isOwn: z.boolean(),
    version: z.number().int(),
    state: z.enum(guideStates),
  })
  .strip()
export type GuideEntryView = z.output<typeof guideEntryView>
const viewers = [
  'secretary',
  'communityWorker',
  'gridWorker',
  'unitStaff',
  'streetOfficer',
  'districtOfficer',
  'administrator',
] as const
const editors = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

/** What is valid today in an area, nearest level first; with `q` the best match first. */
export const listGuide = defineContract({
  method: 'get',
  path: '/api/guide',
  summary: '办事指南：浏览和搜索',
  access: 'public',
  query: z.strictObject({
    area: areaCode,
    q: z.string().trim().max(60).optional(),
    category: categoryCode.optional(),
  }),
  response: z.object({ items: z.array(guideView) }),
  success: 200,
})

export const getGuide = defineContract({
  method: 'get',
  path: '/api/guide/:id',
  summary: '一项办事指南',
  access: 'public',
  params: idParams,
  response: guideView,
  success: 200,
  errors: ['record.not_found'],
})

/** All entries that an area and the levels above keep, outdated ones too. */
export const listGuideEntries = defineContract({
  method: 'get',
  path: '/api/guide-entries',
  summary: '维护办事指南',
  access: viewers,
  query: z.strictObject({ area: areaCode }),
  response: z.object({ items: z.array(guideEntryView), canEdit: z.boolean() }),
  success: 200,
})

export const createGuideEntry = defineContract({
  method: 'post',
  path: '/api/guide-entries',
  summary: '新增办事指南',
  access: editors,
  body: z.strictObject({ areaCode, content: guideContent }),
  response: guideEntryView,
  success: 201,
  errors: ['record.not_found', 'guide.too_many'],
})

export const updateGuideEntry = defineContract({
  method: 'put',
  path: '/api/guide-entries/:id',
  summary: '修改办事指南，或延长有效期',
  access: editors,
  params: idParams,
  body: z.strictObject({ content: guideContent, version: z.number().int().min(1) }),
  response: guideEntryView,
  success: 200,
  errors: ['record.not_found', 'request.conflict'],
})

/** Answers that were given with it stay readable. */
export const deleteGuideEntry = defineContract({
  method: 'delete',
  path: '/api/guide-entries/:id',
  summary: '撤下办事指南',
  access: editors,
  params: idParams,
  query: z.strictObject({ version: z.coerce.number().int().min(1) }),
  success: 204,
  errors: ['record.not_found', 'request.conflict'],
})

export const guideContracts = {
  listGuide,
  getGuide,
  listGuideEntries,
  createGuideEntry,
  updateGuideEntry,
  deleteGuideEntry,
}
