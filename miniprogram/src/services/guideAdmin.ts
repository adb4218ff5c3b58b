import type { guideContracts } from '@linli/shared/guide/guide.contract'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'

type Guide = typeof guideContracts

export type KeptEntry = CallOutput<Guide['listGuideEntries']>['items'][number]
export type GuideContent = CallInput<Guide['createGuideEntry']>['body']['content']

export const listGuideEntries = (area: string) =>
  call<Guide['listGuideEntries']>('get', '/api/guide-entries', { query: { area } })

export const createGuideEntry = (areaCode: string, content: GuideContent, idempotencyKey: string) =>
  call<Guide['createGuideEntry']>('post', '/api/guide-entries', {
    body: { areaCode, content },
    idempotencyKey,
  })

export const updateGuideEntry = ({ id, version }: KeptEntry, content: GuideContent) =>
  call<Guide['updateGuideEntry']>('put', '/api/guide-entries/:id', {
    params: { id },
    body: { content, version },
  })

export const deleteGuideEntry = ({ id, version }: KeptEntry) =>
  call<Guide['deleteGuideEntry']>('delete', '/api/guide-entries/:id', {
    params: { id },
    query: { version },
  })
