/** Errors of keeping the 办事指南. */
export const guideErrors = {
  'guide.too_many': { status: 409, message: '这里的办事指南已经很多了，请先合并或撤下一些。' },
} as const
