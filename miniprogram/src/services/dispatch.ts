import type { carrierRouteContracts } from '@linli/shared/dispatch/carrierRoute.contract'
import type { dayPlanContracts } from '@linli/shared/dispatch/dayPlan.contract'
import type { DispatchRules, dispatchRulesContracts } from '@linli/shared/dispatch/dispatchRules.contract'
import { call } from './http'
import type { CallOutput } from './http.types'

type Contracts = typeof dayPlanContracts

export type DayPlan = NonNullable<CallOutput<Contracts['getDayPlan']>['plan']>

interface UnitDay {
  unitId: string
  day: string
}

const path = '/api/elder-care/units/:unitId/day-plans/:day'

export const getDayPlan = (params: UnitDay) => call<Contracts['getDayPlan']>('get', path, { params })

export const makeDayPlan = (params: UnitDay) => call<Contracts['makeDayPlan']>('post', path, { params })

export const applyDayPlan = (params: UnitDay, version: number) =>
  call<Contracts['applyDayPlan']>('post', `${path}/apply`, { params, body: { version } })

type Carrier = (typeof carrierRouteContracts)['getCarrierRoute']
export type CarrierStop = CallOutput<Carrier>['stops'][number]

export const getCarrierRoute = (day: string) =>
  call<Carrier>('get', '/api/elder-care/carrier-route', { query: { day } })

type Rules = typeof dispatchRulesContracts
export type { DispatchRules, DispatchRulesView } from '@linli/shared/dispatch/dispatchRules.contract'

const rulesPath = '/api/elder-care/dispatch-rules/:scope'

export const getDispatchRules = (scope: string) =>
  call<Rules['getDispatchRules']>('get', rulesPath, { params: { scope } })

export const putDispatchRules = (scope: string, rules: DispatchRules, version: number | undefined) =>
  call<Rules['putDispatchRules']>('put', rulesPath, {
    params: { scope },
    body: { rules, ...(version === undefined ? {} : { version }) },
  })

export const deleteDispatchRules = (scope: string) =>
  call<Rules['deleteDispatchRules']>('delete', rulesPath, { params: { scope } })
