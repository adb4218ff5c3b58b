import { z } from 'zod'
import { defineContract } from '../contract'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { contentLimits } from './contentCheck'

const editors = ['secretary', 'streetOfficer', 'districtOfficer'] as const

const sensitiveWord = z.object({ id, areaCode, word: z.string(), addedAt: instant })

/** Words an area watches for beside WeChat's check; a hit asks a person to look, it hides nothing by itself. */
export const sensitiveWordContracts = {
  listSensitiveWords: defineContract({
    method: 'get',
    path: '/api/sensitive-words',
    summary: '一个地方的留意词',
    access: editors,
    query: z.strictObject({ areaCode }),
    response: z.object({ items: z.array(sensitiveWord) }),
    success: 200,
  }),
  addSensitiveWords: defineContract({
    method: 'post',
    path: '/api/sensitive-words',
    summary: '添加留意词；已有的不会重复',
    access: editors,
    body: z.strictObject({
      areaCode,
      words: z.array(text(contentLimits.sensitiveWordText, 2)).min(1).max(100),
    }),
    response: z.object({ items: z.array(sensitiveWord) }),
    success: 201,
    errors: ['sensitiveWord.too_many'],
  }),
  removeSensitiveWord: defineContract({
    method: 'delete',
    path: '/api/sensitive-words/:id',
    summary: '删除一个留意词',
    access: editors,
    params: idParams,
    success: 204,
    errors: ['record.not_found'],
  }),
}
