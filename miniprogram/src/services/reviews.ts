import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import type { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import type { forumContracts } from '@linli/shared/forum/forum.contract'
import type { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Reviews = typeof contentReviewContracts
type Words = typeof sensitiveWordContracts
type Moderation = typeof moderationContracts
type Forum = typeof forumContracts

export type Review = CallOutput<Reviews['listContentReviews']>['items'][number]
export type ReviewDecision = CallInput<Reviews['decideContentReview']>['body']

/** What goes with a decision, whatever that is. */
export type ReviewBesides = Pick<ReviewDecision, 'aboutUserId' | 'nicknameRule'>

export const listReviews = (areaCode: string, state: 'review' | 'hidden', cursor?: string) =>
  call<Reviews['listContentReviews']>('get', '/api/content-reviews', {
    query: { areaCode, state, ...after(cursor) },
  })

/** What else waits of the same author: a wave of spam is decided together. */
export const listOfSameAuthor = (areaCode: string, id: string) =>
  call<Reviews['listContentReviews']>('get', '/api/content-reviews', {
    query: { areaCode, state: 'review', sameAuthorAs: id, limit: 50 },
  })

/** Ten minutes to look at one, so that two do not do the same. */
export const claimReview = (id: string, isOn: boolean) =>
  call<Reviews['claimContentReview']>('put', '/api/content-reviews/:id/claim', {
    params: { id },
    body: { isOn },
  })

/** About oneself or a colleague: the level above decides. */
export const liftReview = (id: string, version: number) =>
  call<Reviews['liftContentReview']>('put', '/api/content-reviews/:id/level', {
    params: { id },
    body: { version },
  })

export const decideReviews = (body: CallInput<Reviews['decideContentReviews']>['body']) =>
  call<Reviews['decideContentReviews']>('post', '/api/content-reviews/decide', { body })

export type OwnHidden = CallOutput<Reviews['listOwnHidden']>['items'][number]

/** What one wrote oneself and others do not read. */
export const listOwnHidden = (cursor?: string) =>
  call<Reviews['listOwnHidden']>('get', '/api/content-reviews/own', { query: after(cursor) })

/** Its author asks the level above, once; kept until it has arrived. */
export const appealReview = (id: string, text: string, draftKey?: string) =>
  submit<Reviews['appealContentReview']>(
    'post',
    '/api/content-reviews/:id/appeal',
    { params: { id }, body: { text } },
    { label: '请上一级再看看', userId: readUserId(), draftKey },
  )

export type MuteDays = CallInput<Moderation['muteAuthor']>['body']['days']
export const muteAuthor = (body: CallInput<Moderation['muteAuthor']>['body'], idempotencyKey: string) =>
  call<Moderation['muteAuthor']>('post', '/api/mutes', { body, idempotencyKey })

export const listMutes = (areaCode: string, cursor?: string) =>
  call<Moderation['listMutes']>('get', '/api/mutes', {
    query: { areaCode, ...after(cursor) },
  })

export const endMute = (id: string) =>
  call<Moderation['endMute']>('post', '/api/mutes/:id/end', { params: { id } })

export type ModerationFigures = CallOutput<Moderation['getModerationFigures']>
export const getModerationFigures = (areaCode: string) =>
  call<Moderation['getModerationFigures']>('get', '/api/moderation-figures', { query: { areaCode } })

export type ForumSettings = CallOutput<Forum['getForumSettings']>
export const getForumSettings = (community: string) =>
  call<Forum['getForumSettings']>('get', '/api/forum/settings', { query: { community } })
export const setForumSettings = (body: CallInput<Forum['setForumSettings']>['body']) =>
  call<Forum['setForumSettings']>('put', '/api/forum/settings', { body })

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
