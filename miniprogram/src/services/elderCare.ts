import type { absenceContracts } from '@linli/shared/elderCare/absence.contract'
import type { careCardContracts } from '@linli/shared/elderCare/careCard.contract'
import type { clientContracts, SearchOccasion } from '@linli/shared/elderCare/client.contract'
import type { closureContracts } from '@linli/shared/elderCare/closure.contract'
import type { CallResult } from '@linli/shared/elderCare/followUp'
import type { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'
import type { offeringContracts } from '@linli/shared/elderCare/offering.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import type { orderContracts } from '@linli/shared/elderCare/order.contract'
import type { planContracts } from '@linli/shared/elderCare/plan.contract'
import type { serviceItemContracts } from '@linli/shared/elderCare/serviceItem.contract'
import type { workingHoursContracts } from '@linli/shared/elderCare/workingHours.contract'
import { payChannel } from '../platform/pay'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'
import { isUnderWay, submit, useOutgoingStore, type OutgoingItem } from './outgoing'

type Orders = typeof orderContracts
type Plans = typeof planContracts
type Offerings = typeof offeringContracts
type Closures = typeof closureContracts
type Absences = typeof absenceContracts
type Items = typeof serviceItemContracts
type WorkingHoursContracts = typeof workingHoursContracts
type Kitchens = typeof kitchenContracts
type Clients = typeof clientContracts

export type Services = CallOutput<Orders['listServices']>
export type Service = Services['items'][number]
export type Proposal = CallOutput<Orders['getProposal']>
export type SlotOption = NonNullable<Proposal['proposal']>
export type CareOrder = CallOutput<Orders['getOrder']>
export type CareOrderSummary = CallOutput<Orders['listOwnOrders']>['items'][number]
export type CareAction = CareOrder['actions'][number]
export type CarePlan = CallOutput<Plans['getPlan']>
export type Provider = CallOutput<Offerings['getProvider']>
export type CareItem = CallOutput<Items['listServiceItems']>['items'][number]
export type CareItemContent = CallInput<Items['putServiceItem']>['body']['content']
export type FollowUp = CallOutput<(typeof followUpContracts)['listFollowUps']>['items'][number]
export type { OrderActionInput }

/** Whom it is for: oneself without an id. */
const forPerson = (person: string | undefined) => (person === undefined ? {} : { person })
const own = (label: string, draftKey?: string) => ({ label, userId: readUserId(), draftKey })

export const listServices = (person?: string) =>
  call<Orders['listServices']>('get', '/api/elder-care/services', { query: forPerson(person) })

type StaffSource = CallInput<Orders['intakeOrder']>['body']['source']

/** Where an elder asked the staff who order for her; anything else in an address is none. */
export const isStaffSource = (source: string | undefined): source is StaffSource =>
  source === 'counter' || source === 'phone' || source === 'visit'

export const getProposal = (
  code: string,
  person: string | undefined,
  day: string | undefined,
  source?: string,
) =>
  call<Orders['getProposal']>('get', '/api/elder-care/services/:code/proposal', {
    params: { code },
    query: {
      ...forPerson(person),
      ...(day === undefined ? {} : { day }),
      ...(isStaffSource(source) ? { source } : {}),
      channel: payChannel,
    },
  })

/** One tap: stored on this phone first, sent once, whatever happens to the network or the app. */
export const placeOrder = (body: CallInput<Orders['placeOrder']>['body'], label: string) =>
  submit<Orders['placeOrder']>('post', '/api/elder-care/orders', { body }, own(label))

/** The same for someone at the counter or on the phone. */
export const intakeOrder = (body: CallInput<Orders['intakeOrder']>['body'], label: string) =>
  submit<Orders['intakeOrder']>('post', '/api/elder-care/orders/intake', { body }, own(label))

export const releaseOrder = (id: string) =>
  call<Orders['releaseOrder']>('post', '/api/elder-care/orders/:id/release', { params: { id } })

export const getOrder = (id: string) =>
  call<Orders['getOrder']>('get', '/api/elder-care/orders/:id', { params: { id } })

export const listOwnOrders = (isOpen: boolean, person?: string, cursor?: string) =>
  call<Orders['listOwnOrders']>('get', '/api/elder-care/orders', {
    query: { isOpen: String(isOpen), ...forPerson(person), ...after(cursor) },
  })

export const listCareQueue = (query: CallInput<Orders['listOrderQueue']>['query']) =>
  call<Orders['listOrderQueue']>('get', '/api/elder-care/orders/queue', { query })

export const listOrderHelpers = (id: string) =>
  call<Orders['listOrderHelpers']>('get', '/api/elder-care/orders/:id/helpers', { params: { id } })

const actionsPath = '/api/elder-care/orders/:id/actions'

/** The steps of an order that were pressed on this phone and have not arrived, the oldest first. */
export const listSteps = (items: readonly OutgoingItem[], id: string): [CareAction, OutgoingItem][] =>
  items
    .filter(({ state, request }) => state !== 'delivered' && request.path === actionsPath.replace(':id', id))
    .map((item) => [(JSON.parse(item.request.body ?? '{}') as { action: CareAction }).action, item])

/** That she left is told before the visit begins, after which it is no step any more; a shut door waits for nothing. */
function findDeparture(id: string, { action }: OrderActionInput): string | undefined {
  if (action !== 'start' && action !== 'deliver') return undefined
  const steps = listSteps(useOutgoingStore.getState().items, id)
  return steps.find(([step, item]) => step === 'depart' && isUnderWay(item))?.[1].id
}

/**
 * One step on an order, sent once, also after a time without a network. Rejects with the server's refusal.
 * @param after the outgoing step that must have arrived before.
 */
export const actOnOrder = (
  id: string,
  body: OrderActionInput,
  label: string,
  { draftKey, after: before }: { draftKey?: string | undefined; after?: string | undefined } = {},
) =>
  submit<Orders['actOnOrder']>(
    'post',
    actionsPath,
    { params: { id }, body },
    { ...own(label, draftKey), after: before, behind: findDeparture(id, body) },
  )

/** Tells the level above the unit what was wrong, once. */
export const complainOfOrder = (
  { id, item }: Pick<CareOrder, 'id' | 'item'>,
  text: string,
  draftKey?: string,
) =>
  submit<Orders['complainOfOrder']>(
    'post',
    '/api/elder-care/orders/:id/complaints',
    { params: { id }, body: { text } },
    own(`投诉：${item.name}`, draftKey),
  )

export const createPlan = (body: CallInput<Plans['createPlan']>['body'], label: string) =>
  submit<Plans['createPlan']>('post', '/api/elder-care/plans', { body }, own(label))

export const listPlans = (person?: string) =>
  call<Plans['listPlans']>('get', '/api/elder-care/plans', { query: forPerson(person) })

export const getPlan = (id: string) =>
  call<Plans['getPlan']>('get', '/api/elder-care/plans/:id', { params: { id } })

export const actOnPlan = (id: string, body: CallInput<Plans['actOnPlan']>['body'], label: string) =>
  submit<Plans['actOnPlan']>(
    'post',
    '/api/elder-care/plans/:id/actions',
    { params: { id }, body },
    own(label),
  )

export const getKitchenList = (unitId: string, day: string) =>
  call<Kitchens['getKitchenList']>('get', '/api/elder-care/kitchens/:id/list', {
    params: { id: unitId },
    query: { day },
  })

export const fetchKitchenSheet = (unitId: string, day: string) =>
  fetchFile<Kitchens['getKitchenSheet']>('/api/elder-care/kitchens/:id/sheet', {
    params: { id: unitId },
    query: { day },
  })

export const fetchKitchenPrint = (unitId: string, day: string) =>
  fetchFile<Kitchens['getKitchenPrint']>('/api/elder-care/kitchens/:id/print', {
    params: { id: unitId },
    query: { day },
  })

export const listFollowUps = (post: string, isOpen: boolean) =>
  call<(typeof followUpContracts)['listFollowUps']>('get', '/api/elder-care/follow-ups', {
    query: { post, isOpen: String(isOpen) },
  })

export const endFollowUp = (id: string, note: string | undefined, result: CallResult | undefined) =>
  call<(typeof followUpContracts)['endFollowUp']>('post', '/api/elder-care/follow-ups/:id/done', {
    params: { id },
    body: { ...(note === undefined ? {} : { note }), ...(result === undefined ? {} : { result }) },
  })

export const getProvider = (id: string) =>
  call<Offerings['getProvider']>('get', '/api/elder-care/providers/:id', { params: { id } })

export type OfferingContent = CallInput<Offerings['createOffering']>['body']['content']

export const createOffering = (unitId: string, itemCode: string, content: OfferingContent) =>
  call<Offerings['createOffering']>('post', '/api/elder-care/providers/:id/offerings', {
    params: { id: unitId },
    body: { itemCode, content },
  })

export const updateOffering = (id: string, version: number, content: OfferingContent) =>
  call<Offerings['updateOffering']>('put', '/api/elder-care/offerings/:id', {
    params: { id },
    body: { content, version },
  })

export const addClosure = (unitId: string, body: CallInput<Closures['addClosure']>['body']) =>
  call<Closures['addClosure']>('post', '/api/elder-care/providers/:id/closures', {
    params: { id: unitId },
    body,
  })

export const removeClosure = (unitId: string, closureId: string) =>
  call<Closures['removeClosure']>('delete', '/api/elder-care/providers/:id/closures/:closureId', {
    params: { id: unitId, closureId },
  })

export const addAbsence = (unitId: string, userId: string, body: CallInput<Absences['addAbsence']>['body']) =>
  call<Absences['addAbsence']>('post', '/api/elder-care/providers/:id/helpers/:userId/absences', {
    params: { id: unitId, userId },
    body,
  })

export const removeAbsence = (unitId: string, userId: string, absenceId: string) =>
  call<Absences['removeAbsence']>(
    'delete',
    '/api/elder-care/providers/:id/helpers/:userId/absences/:absenceId',
    { params: { id: unitId, userId, absenceId } },
  )

/** `null`: as the rules of the place say. */
export const setWorkingHours = (
  unitId: string,
  userId: string,
  hours: CallInput<WorkingHoursContracts['setWorkingHours']>['body']['hours'],
) =>
  call<WorkingHoursContracts['setWorkingHours']>(
    'put',
    '/api/elder-care/providers/:id/helpers/:userId/hours',
    {
      params: { id: unitId, userId },
      body: { hours },
    },
  )

export const setLicences = (unitId: string, body: CallInput<Offerings['setLicences']>['body']) =>
  call<Offerings['setLicences']>('put', '/api/elder-care/providers/:id/licences', {
    params: { id: unitId },
    body,
  })

export const setCertificates = (
  unitId: string,
  userId: string,
  body: CallInput<Offerings['setCertificates']>['body'],
) =>
  call<Offerings['setCertificates']>('put', '/api/elder-care/providers/:id/helpers/:userId', {
    params: { id: unitId, userId },
    body,
  })

export const listServiceItems = (area: string) =>
  call<Items['listServiceItems']>('get', '/api/elder-care/items', { query: { area } })

export type ItemUnit = CallOutput<Items['listItemUnits']>['items'][number]

export const listItemUnits = (area: string, code: string, cursor?: string) =>
  call<Items['listItemUnits']>('get', '/api/elder-care/items/:area/:code/units', {
    params: { area, code },
    query: after(cursor),
  })

/** From then on the area does as the level above says. */
export const deleteServiceItem = (area: string, code: string) =>
  call<Items['deleteServiceItem']>('delete', '/api/elder-care/items/:area/:code', { params: { area, code } })

export const putServiceItem = (
  area: string,
  code: string,
  body: CallInput<Items['putServiceItem']>['body'],
) =>
  call<Items['putServiceItem']>('put', '/api/elder-care/items/:area/:code', {
    params: { area, code },
    body,
  })

export type FoundClient = CallOutput<Clients['findClients']>['items'][number]

/** Whom staff may book for, by whole name, whole phone or what the printed card carries; every search is logged. */
export const findClients = (community: string, occasion: SearchOccasion, words: string) => {
  const isCard = /^(LINLI)?[2-9A-Z]{16}$/i.test(words.replace(/[\s-]/g, ''))
  const by = isCard ? 'card' : /^1\d{10}$/.test(words) ? 'phone' : 'name'
  return call<Clients['findClients']>('post', '/api/elder-care/clients/search', {
    body: { community, occasion, [by]: words },
  })
}

/** A lost card holds no more: one's own, or that of an elder one acts for. */
export const revokeCareCards = (personId: string | undefined) =>
  call<(typeof careCardContracts)['revokeCareCards']>('post', '/api/elder-care/cards/revoke', {
    body: personId === undefined ? {} : { personId },
  })

export const issueCareCard = (personId: string) =>
  call<(typeof careCardContracts)['issueCareCard']>('post', '/api/elder-care/cards', { body: { personId } })
