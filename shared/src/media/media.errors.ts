/** Errors of photos and recordings. */
export const mediaErrors = {
  'media.wrong_kind': {
    status: 400,
    message: '这个文件不是能用的照片或录音。照片请用 JPG、PNG、WebP，录音请直接按住话筒说话。',
  },
  'media.unreadable': { status: 400, message: '这个文件打不开，可能没有传完整，请换一张或重新录一段再试。' },
  'media.too_long': { status: 400, message: '录音超过两分钟了，请分成几段来说。' },
  'media.too_many_unused': {
    status: 409,
    message: '已经上传了很多还没用上的文件，请先把它们发出去，再传新的。',
  },
  'media.not_usable': { status: 409, message: '有照片或录音已经过期或用过了，请重新上传后再发一次。' },
  'media.link_expired': { status: 403, message: '这个链接过了有效时间，请返回上一页，重新打开。' },
} as const
