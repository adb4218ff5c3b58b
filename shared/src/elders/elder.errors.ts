/** What can go wrong around the care profile of an elder. */
export const elderErrors = {
  'elder.health_consent_needed': {
    status: 409,
    message: '身体情况要老人自己同意才能记下来。请先问过老人，再点“老人同意记下健康信息”。',
  },
} as const
