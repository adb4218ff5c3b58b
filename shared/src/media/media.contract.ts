import { z } from 'zod'
import { defineContract } from '../contract'
import { id, idParams } from '../schemas'
import { mediaKinds } from './media'

/** A photo or recording inside other answers: `url` works without headers, for about ten minutes. */
export const mediaView = z.object({
  id,
  kind: z.enum(mediaKinds),
  url: z.string(),
  thumbnailUrl: z.string().optional(),
  seconds: z.number().optional(),
})
export type MediaView = z.output<typeof mediaView>

/** `<image src>` of a mini program sends no headers, so an address may carry its own permission. */
const fileQuery = z.strictObject({ token: z.string().max(200).optional() })

const fileErrors = ['session.required', 'session.expired', 'record.not_found', 'media.link_expired'] as const

export const mediaContracts = {
  createMedia: defineContract({
    method: 'post',
    path: '/api/media',
    summary: '上传一张照片或一段录音，七天内要用上',
    access: 'user',
    body: z.strictObject({ kind: z.enum(mediaKinds) }),
    upload: true,
    response: z.object({
      id,
      kind: z.enum(mediaKinds),
      width: z.int().optional(),
      height: z.int().optional(),
      seconds: z.number().optional(),
    }),
    success: 201,
    errors: [
      'request.too_large',
      'media.wrong_kind',
      'media.unreadable',
      'media.too_long',
      'media.too_many_unused',
    ],
    perMinute: 30,
  }),
  readMedia: defineContract({
    method: 'get',
    path: '/api/media/:id',
    summary: '照片或录音，给可以看它所属记录的人',
    access: 'public',
    params: idParams,
    query: fileQuery,
    produces: '*/*',
    success: 200,
    errors: fileErrors,
    perMinute: 1200,
  }),
  readMediaThumbnail: defineContract({
    method: 'get',
    path: '/api/media/:id/thumbnail',
    summary: '照片的小图',
    access: 'public',
    params: idParams,
    query: fileQuery,
    produces: 'image/jpeg',
    success: 200,
    errors: fileErrors,
    perMinute: 1200,
  }),
  readPublicMedia: defineContract({
    method: 'get',
    path: '/api/media/public/:token',
    summary: '给微信内容安全检查取文件用的短时地址',
    access: 'public',
    params: z.strictObject({ token: z.string().max(200) }),
    produces: '*/*',
    success: 200,
    errors: ['record.not_found', 'media.link_expired'],
    perMinute: 1200,
  }),
}
