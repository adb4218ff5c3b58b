/** Errors of keeping categories. */
export const categoryErrors = {
  'category.last_definition': {
    status: 409,
    message: '上级没有这个类别，不能改用上级的。不再受理的话，请关掉“受理这类事”。',
  },
} as const
