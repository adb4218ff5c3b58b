import { z } from 'zod'
import { defineContract } from '../contract'
import { day, id, idParams, text } from '../schemas'
import { itemCode } from './serviceItem.contract'
import { workingHours } from './workingHours'
import { careClasses, certificateKinds, licences } from './serviceItem'
import { clockPattern } from '../schedule'

const keepers = ['unitStaff', 'secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const
/** Who has seen the papers. A unit never vouches for itself. */
const checkers = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const
const clock = z.string().regex(clockPattern)

/** A span of the day in which so many can be served, on these weekdays (0 is Sunday). */
const serviceWindow = z.strictObject({
  weekdays: z.array(z.int().min(0).max(6)).min(1).max(7),
  from: clock,
  to: clock,
  capacity: z.int().min(1).max(5000),
})

const content = {
  windows: z.array(serviceWindow).min(1).max(24),
  /** Absent: the price of the catalogue. */
  priceFen: z.int().min(0).max(10_000_000).optional(),
  deliveryFen: z.int().min(0).max(1_000_000).optional(),
  /** Orders need no yes of their own: a kitchen cooks what is ordered by the cut-off. */
  isAcceptedAtOnce: z.boolean(),
  isOpen: z.boolean(),
}
const offeringContent = z
  .strictObject(content)
  .refine(({ windows }) => windows.every(({ from, to }) => from < to), { message: '结束时间要晚于开始时间' })
  .refine(
    ({ windows }) =>
      windows.every((a, i) =>
        windows.every(
          (b, j) => i === j || a.from !== b.from || !a.weekdays.some((w) => b.weekdays.includes(w)),
        ),
      ),
    { message: '同一天里有两个时段同时开始' },
  )
export type OfferingContent = z.output<typeof offeringContent>

const offeringView = z.object({
  ...content,
  id,
  version: z.number().int(),
  unitId: id,
  unitName: z.string(),
  item: z.object({
    code: z.string(),
    name: z.string(),
    careClass: z.enum(careClasses),
    priceText: z.string(),
  }),
  /** Why it is not offered now, in words; absent when it is. */
  problem: z.string().optional(),
})
export type OfferingView = z.output<typeof offeringView>

const licence = z.strictObject({ kind: z.enum(licences), number: text(40), expiresOn: day })
const certificate = z.strictObject({ kind: z.enum(certificateKinds), number: text(40), expiresOn: day })

const helperView = z.object({
  userId: id,
  name: z.string(),
  /** Of the papers on file; 0 as long as there are none. */
  version: z.number().int(),
  certificates: z.array(z.object({ ...certificate.shape, isExpired: z.boolean() })),
  /** Days ahead on which she cannot come. */
  absences: z.array(z.object({ id, from: day, to: day })),
  /** When she works; absent: as the rules of the place say. */
  hours: workingHours.optional(),
})

const closureView = z.object({ id, from: day, to: day, reason: z.string() })

export const providerView = z.object({
  unitId: id,
  unitName: z.string(),
  version: z.number().int(),
  licences: z.array(z.object({ ...licence.shape, isExpired: z.boolean() })),
  closures: z.array(closureView),
  helpers: z.array(helperView),
  offerings: z.array(offeringView),
  /** Items of the catalogue that this unit does not offer yet. */
  unoffered: z.array(z.object({ code: z.string(), name: z.string() })),
  canCheckPapers: z.boolean(),
})
export type ProviderView = z.output<typeof providerView>

const editErrors = ['record.not_found', 'request.conflict'] as const

export const offeringContracts = {
  getProvider: defineContract({
    method: 'get',
    path: '/api/elder-care/providers/:id',
    summary: '一个服务单位：提供什么、谁来做、证件到什么时候、哪几天不开',
    access: keepers,
    params: idParams,
    response: providerView,
    success: 200,
    errors: ['record.not_found'],
  }),
  createOffering: defineContract({
    method: 'post',
    path: '/api/elder-care/providers/:id/offerings',
    summary: '单位开始提供一项服务',
    access: keepers,
    params: idParams,
    body: z.strictObject({ itemCode, content: offeringContent }),
    response: providerView,
    success: 201,
    errors: [...editErrors, 'care.offered_already'],
  }),
  updateOffering: defineContract({
    method: 'put',
    path: '/api/elder-care/offerings/:id',
    summary: '改价格、时段、名额，或暂停',
    access: keepers,
    params: idParams,
    body: z.strictObject({ content: offeringContent, version: z.int() }),
    response: providerView,
    success: 200,
    errors: editErrors,
  }),
  setLicences: defineContract({
    method: 'put',
    path: '/api/elder-care/providers/:id/licences',
    summary: '核对并登记单位的许可证',
    access: checkers,
    params: idParams,
    body: z.strictObject({ licences: z.array(licence).max(8), version: z.int() }),
    response: providerView,
    success: 200,
    errors: editErrors,
  }),
  setCertificates: defineContract({
    method: 'put',
    path: '/api/elder-care/providers/:id/helpers/:userId',
    summary: '核对并登记服务人员的证书',
    access: checkers,
    params: z.strictObject({ id, userId: id }),
    body: z.strictObject({ certificates: z.array(certificate).max(6), version: z.int().min(0) }),
    response: providerView,
    success: 200,
    errors: editErrors,
  }),
}
