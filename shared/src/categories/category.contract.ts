import { z } from 'zod'
import { callablePhone } from '../areas/area.contract'
import { defineContract } from '../contract'
import { scheduleSchema } from '../schedule.contract'
import { areaCode, text } from '../schemas'
import { askKinds, categoryKinds, categoryPlaces, priorities } from './category'

const key = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/)
export const categoryCode = key

const day = 24 * 60

/** A clock as it travels: whole minutes, at most a year, accepting not later than resolving. */
export const needClock = z
  .strictObject({
    acceptMinutes: z
      .number()
      .int()
      .min(1)
      .max(365 * day),
    resolveMinutes: z
      .number()
      .int()
      .min(1)
      .max(365 * day),
    isWorkingTime: z.boolean(),
    schedule: scheduleSchema.optional(),
  })
  .refine((clock) => clock.acceptMinutes <= clock.resolveMinutes, {
    path: ['acceptMinutes'],
    message: '接单时间不能比办结时间长',
  })

const ask = z
  .strictObject({
    key,
    label: text(40),
    kind: z.enum(askKinds),
    options: z.array(z.strictObject({ value: key, label: text(20) })).max(12),
    isRequired: z.boolean(),
  })
  .refine(({ kind, options }) => (kind === 'choice') === options.length > 0, {
    path: ['options'],
    message: '选择题要有选项，其他题目不需要',
  })
  .refine(({ options }) => new Set(options.map(({ value }) => value)).size === options.length, {
    path: ['options'],
    message: '选项不能重复',
  })

const phones = z.array(z.strictObject({ name: text(20), number: callablePhone })).max(5)

const content = z.strictObject({
  name: text(12),
  icon: z.string().regex(/^[a-z-]{1,30}$/),
  group: text(12),
  order: z.number().int().min(0).max(9999),
  kind: z.enum(categoryKinds),
  isTile: z.boolean(),
  place: z.enum(categoryPlaces),
  isPublicPlace: z.boolean(),
  isDanger: z.boolean(),
  phones,
  isSensitive: z.boolean(),
  isComplaint: z.boolean(),
  isVolunteerSuitable: z.boolean(),
  priority: z.enum(priorities),
  asks: z.array(ask).max(8),
  clock: needClock,
  isClosed: z.boolean(),
})

/** What staff write about a category. */
export const categoryContent = content
  .refine(({ isPublicPlace, isSensitive, isComplaint }) => !isPublicPlace || (!isSensitive && !isComplaint), {
    path: ['isPublicPlace'],
    message: '涉及健康、家庭、纠纷、照护或投诉的类别，不能给别的居民看到',
  })
  .refine(({ isDanger, phones: numbers }) => !isDanger || numbers.length > 0, {
    path: ['phones'],
    message: '有危险的类别要先写明打哪个电话',
  })
  .refine(({ asks }) => new Set(asks.map(({ key: name }) => name)).size === asks.length, {
    path: ['asks'],
    message: '问题的代号不能重复',
  })
export type CategoryContent = z.output<typeof categoryContent>

/** A tile as a resident sees it. */
export const categoryTile = content
  .pick({
    name: true,
    icon: true,
    group: true,
    kind: true,
    place: true,
    isPublicPlace: true,
    isDanger: true,
    phones: true,
    isSensitive: true,
    isComplaint: true,
    asks: true,
  })
  .extend({
    code: categoryCode,
    /** 「1 个小时内有人接，24 小时内办好」. */
    promise: z.string(),
  })
  .strip()
export type CategoryTile = z.output<typeof categoryTile>

export const categoryDefinition = content
  .extend({
    code: categoryCode,
    /** The level whose definition counts here. */
    areaCode,
    areaName: z.string(),
    /** Defined by this area itself, not by one above. */
    isOwn: z.boolean(),
    /** A level above defines it too: the area's own definition can be dropped. */
    hasAbove: z.boolean(),
    /** Of the definition; send it when changing one's own. */
    version: z.number().int(),
  })
  .strip()
export type CategoryDefinition = z.output<typeof categoryDefinition>
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
const definitionParams = z.strictObject({ areaCode, code: categoryCode })

/** Tiles in their order; the first `firstCount` are shown at once, the others behind 「更多」. */
export const listCategories = defineContract({
  method: 'get',
  path: '/api/categories',
  summary: '可以提的事（首页的大按钮）',
  access: 'user',
  query: z.strictObject({ area: areaCode, isElder: z.stringbool().default(false) }),
  response: z.object({ items: z.array(categoryTile), firstCount: z.number().int() }),
  success: 200,
})

export const listCategoryDefinitions = defineContract({
  method: 'get',
  path: '/api/category-definitions',
  summary: '一个区域正在用的类别，含停用的',
  access: viewers,
  query: z.strictObject({ area: areaCode }),
  response: z.object({ items: z.array(categoryDefinition), canEdit: z.boolean() }),
  success: 200,
})

/** Writes the area's own definition, or makes one instead of the inherited one. */
export const putCategoryDefinition = defineContract({
  method: 'put',
  path: '/api/category-definitions/:areaCode/:code',
  summary: '新增或修改本区域的类别',
  access: editors,
  params: definitionParams,
  body: z.strictObject({
    content: categoryContent,
    /** The version that was changed; absent when the area has no definition of its own yet. */
    version: z.number().int().min(1).optional(),
  }),
  response: categoryDefinition,
  success: 200,
  errors: ['record.not_found', 'request.conflict'],
})

/** Back to what the level above defines. */
export const deleteCategoryDefinition = defineContract({
  method: 'delete',
  path: '/api/category-definitions/:areaCode/:code',
  summary: '取消本区域的设置，改用上级的',
  access: editors,
  params: definitionParams,
  success: 204,
  errors: ['record.not_found', 'category.last_definition'],
})

export const categoryContracts = {
  listCategories,
  listCategoryDefinitions,
  putCategoryDefinition,
  deleteCategoryDefinition,
}
