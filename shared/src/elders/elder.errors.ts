/** What can go wrong around the care profile of an elder. */
export const elderErrors = {
  'elder.health_consent_needed': {
    status: 409,
    message: '身体情况要老人自己同意才能记下来。请先问过老人，再点“老人同意记下健康信息”。',
  },
  'elder.no_account': {
    status: 409,
    message:
      '老人还没有用自己的手机登录过。登录并核实住址以后，您再来换；也可以在老人的手机上，按首页上面的“长辈版”。',
  },
} as const
