import type { guideContracts } from '@linli/shared/guide/guide.contract'
import { call } from './http'
import type { CallOutput } from './http.types'

export type GuideEntry = CallOutput<(typeof guideContracts)['getGuide']>

export const listGuide = (area: string, q: string) =>
  call<(typeof guideContracts)['listGuide']>('get', '/api/guide', {
    query: { area, ...(q === '' ? {} : { q }) },
  })
