import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import type { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'

type Reviews = typeof contentReviewContracts
type Words = typeof sensitiveWordContracts

export type Review = CallOutput<Reviews['listContentReviews']>['items'][number]
export type ReviewDecision = CallInput<Reviews['decideContentReview']>['body']

export const listReviews = (areaCode: string, state: 'review' | 'hidden', cursor?: string) =>
  call<Reviews['listContentReviews']>('get', '/api/content-reviews', {
    query: { areaCode, state, ...(cursor === undefined ? {} : { cursor }) },
  })

export const decideReview = (id: string, body: ReviewDecision) =>
  call<Reviews['decideContentReview']>('post', '/api/content-reviews/:id/decide', { params: { id }, body })

export const listSensitiveWords = (areaCode: string) =>
  call<Words['listSensitiveWords']>('get', '/api/sensitive-words', { query: { areaCode } })

export const addSensitiveWords = (areaCode: string, words: string[], idempotencyKey: string) =>
  call<Words['addSensitiveWords']>('post', '/api/sensitive-words', {
    body: { areaCode, words },
    idempotencyKey,
  })

export const removeSensitiveWord = (id: string) =>
  call<Words['removeSensitiveWord']>('delete', '/api/sensitive-words/:id', { params: { id } })
