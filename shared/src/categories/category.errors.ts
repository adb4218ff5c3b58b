/** Errors of keeping categories. */
export const categoryErrors = {
  'category.last_definition': {
    status: 409,
    message: '这是全区最基本的设置，不能删除。不再受理的话，请改为“停用”。',
  },
} as const
