import type { mergeContracts } from '@linli/shared/register/merge.contract'
import type { MergeAction } from '@linli/shared/register/merge.state'
import { call } from './http'
import type { CallOutput } from './http.types'

type Merges = typeof mergeContracts

export type Double = CallOutput<Merges['listDoubles']>['items'][number]
export type Merge = CallOutput<Merges['proposeMerge']>
export type MergePreview = CallOutput<Merges['previewMerge']>

/** The record that stays, and the one that becomes part of it. */
export interface MergePair {
  keptId: string
  goneId: string
}

/** Pairs of a community that may be one person, the likeliest first. */
export const listDoubles = (community: string) =>
  call<Merges['listDoubles']>('get', '/api/register/doubles', { query: { community } })

/** What would happen, in words. */
export const previewMerge = (query: MergePair) =>
  call<Merges['previewMerge']>('get', '/api/register/merge-preview', { query })

export const proposeMerge = (body: MergePair & { reason: string }, idempotencyKey: string) =>
  call<Merges['proposeMerge']>('post', '/api/register/merges', { body, idempotencyKey })

/** They are two people: the pair is not offered again. */
export const keepApart = (body: MergePair & { note: string }, idempotencyKey: string) =>
  call<Merges['keepApart']>('post', '/api/register/doubles/apart', { body, idempotencyKey })

/** Of a community, or for the street of all its communities. */
export const listMerges = async (area: string) =>
  (await call<Merges['listMerges']>('get', '/api/register/merges', { query: { area } })).items

/** How far one is. */
export const getMerge = (id: string) =>
  call<Merges['getMerge']>('get', '/api/register/merges/:id', { params: { id } })

export const decideMerge = (id: string, action: MergeAction, note?: string) =>
  call<Merges['decideMerge']>('post', '/api/register/merges/:id/decision', {
    params: { id },
    body: { action, ...(note === undefined ? {} : { note }) },
  })
