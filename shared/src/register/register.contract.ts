import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { areaCode, day, id, idParams, instant, phone, text } from '../schemas'
import { homeLinkKinds } from '../users/homeLinks'
import { importKinds, importStates, personStates, registerSources } from './register'

const keepers = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const
const serving = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader'] as const

/** A row that keeps the whole sheet from being imported. Row numbers as the sheet shows them. */
export const importProblem = z.object({
  row: z.number().int(),
  column: z.string().optional(),
  reason: z.string(),
})
export type ImportProblem = z.output<typeof importProblem>

export const importView = z.object({
  id,
  kind: z.enum(importKinds),
  area: areaCode,
  fileName: z.string(),
  state: z.enum(importStates),
  rows: z.number().int(),
  /** Rows checked, then rows written: two bars, or one of twice the length. */
  rowsChecked: z.number().int(),
  rowsWritten: z.number().int(),
  problemCount: z.number().int(),
  /** The first hundred; all of them are in the file. */
  problems: z.array(importProblem),
  /** What was left as it stands although the sheet says otherwise: somebody has set it right by hand since. */
  keptCount: z.number().int(),
  /** The first hundred. */
  kept: z.array(importProblem),
  added: z.number().int(),
  updated: z.number().int(),
  createdAt: instant,
  finishedAt: instant.optional(),
})
export type ImportView = z.output<typeof importView>

/** Takes a sheet and checks it; written only when every row is right. Poll `getImport`, or hear `import.changed`. */
export const startImport = defineContract({
  method: 'post',
  path: '/api/register/imports',
  summary: '上传表格导入台账',
  access: keepers,
  upload: true,
  body: z.strictObject({
    kind: z.enum(importKinds),
    area: areaCode,
    /** From which day the sheet is: what was set right by hand before gives way to it. Absent: nothing does. */
    asOf: day.optional(),
  }),
  response: importView,
  success: 202,
  errors: [
    'record.not_found',
    'request.too_large',
    'import.unreadable',
    'import.empty',
    'import.too_many_rows',
    'import.running',
  ],
  perMinute: 20,
})

export const getImport = defineContract({
  method: 'get',
  path: '/api/register/imports/:id',
  summary: '导入的进度和结果',
  access: keepers,
  params: idParams,
  response: importView,
  success: 200,
  errors: ['record.not_found'],
})

export const listImports = defineContract({
  method: 'get',
  path: '/api/register/imports',
  summary: '最近的导入',
  access: keepers,
  query: z.strictObject({ area: areaCode }),
  response: z.object({ items: z.array(importView) }),
  success: 200,
})

export const getImportProblems = defineContract({
  method: 'get',
  path: '/api/register/imports/:id/problems',
  summary: '下载全部有问题的行',
  access: keepers,
  params: idParams,
  produces: 'text/csv',
  success: 200,
  errors: ['record.not_found'],
})

export const getImportTemplate = defineContract({
  method: 'get',
  path: '/api/register/templates/:kind',
  summary: '下载导入模板',
  access: keepers,
  params: z.strictObject({ kind: z.enum(importKinds) }),
  produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  success: 200,
})

/** The homes of a building, to choose one's own from. */
export const listHomes = defineContract({
  method: 'get',
  path: '/api/register/homes',
  summary: '楼栋里的房屋',
  access: 'joined',
  query: z.strictObject({ building: areaCode }),
  response: z.object({
    items: z.array(z.object({ id, building: areaCode, room: z.string(), label: z.string() })),
  }),
  success: 200,
})

export const personView = z.object({
  id,
  maskedName: z.string(),
  maskedPhone: z.string().optional(),
  birthYear: z.number().int().optional(),
  state: z.enum(personStates),
  source: z.enum(registerSources),
  verifiedAt: instant.optional(),
  homes: z.array(z.object({ homeId: id, label: z.string(), kind: z.enum(homeLinkKinds) })),
})
export type PersonView = z.output<typeof personView>

/** Finds people of the register by whole name, whole phone or home, so that nobody is asked what is known. */
export const findPeople = defineContract({
  method: 'post',
  // By POST, so that no name or phone stands in an address.
  path: '/api/register/people/search',
  summary: '按姓名、手机号或房屋查找居民',
  access: serving,
  body: z
    .strictObject({
      community: areaCode,
      name: text(limits.nameText).optional(),
      phone: phone.optional(),
      homeId: id.optional(),
    })
    .refine(
      ({ name, phone: number, homeId }) => [name, number, homeId].some((value) => value !== undefined),
      {
        message: '请写姓名、手机号，或选择房屋',
      },
    ),
  response: z.object({ items: z.array(personView) }),
  success: 200,
})

export const registerContracts = {
  startImport,
  getImport,
  listImports,
  getImportProblems,
  getImportTemplate,
  listHomes,
  findPeople,
}
