import type { foodRecordContracts, FoodRecordInput } from '@linli/shared/elderCare/foodRecord.contract'
import { readUserId } from '../stores/session'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Records = typeof foodRecordContracts

export type FoodDay = CallOutput<Records['getFoodRecords']>
export type { FoodRecordInput }

export const getFoodRecords = (unitId: string, day: string) =>
  call<Records['getFoodRecords']>('get', '/api/elder-care/kitchens/:id/food-records', {
    params: { id: unitId },
    query: { day },
  })

/** One entry, kept on this phone until it has arrived: a cellar kitchen has no network. */
export const writeFoodRecord = (
  params: CallInput<Records['writeFoodRecord']>['params'],
  body: FoodRecordInput,
  draftKey?: string,
) =>
  submit<Records['writeFoodRecord']>(
    'post',
    '/api/elder-care/kitchens/:id/food-records/:day/:meal',
    { params, body },
    { label: '留样和温度', userId: readUserId(), draftKey },
  )

export const fetchFoodSheet = (unitId: string, from: string, to: string) =>
  fetchFile<Records['getFoodSheet']>('/api/elder-care/kitchens/:id/food-records/sheet', {
    params: { id: unitId },
    query: { from, to },
  })
