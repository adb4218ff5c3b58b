/** What the proxy is to the elder. Source: product page, "Family proxy". */
export const bondRelations = [
  'daughter',
  'son',
  'spouse',
  'daughterInLaw',
  'sonInLaw',
  'grandchild',
  'sibling',
  'relative',
  'guardian',
] as const
export type BondRelation = (typeof bondRelations)[number]

export const bondRelationNames: Record<BondRelation, string> = {
  daughter: '女儿',
  son: '儿子',
  spouse: '老伴',
  daughterInLaw: '儿媳',
  sonInLaw: '女婿',
  grandchild: '孙辈',
  sibling: '兄弟姐妹',
  relative: '亲戚',
  guardian: '监护人',
}

/** What a bond lets the proxy do for the elder. Votes are never among them. Source: product page, "Family proxy". */
export const bondScopes = ['needs', 'orders', 'payments', 'health'] as const
export type BondScope = (typeof bondScopes)[number]

export const bondScopeTexts: Record<BondScope, { name: string; meaning: string }> = {
  needs: { name: '提诉求', meaning: '替老人提诉求，看进展，确认办好了没有，评价' },
  orders: { name: '订服务', meaning: '替老人订餐、订助浴、约陪诊等上门服务' },
  payments: { name: '付钱', meaning: '替老人付服务的费用，超过说好的数要再有人同意' },
  health: { name: '看健康信息', meaning: '看老人的身体情况和饮食要求，帮着填' },
}

/** What a bond never covers, said wherever scopes are chosen. */
export const neverByProxyText = '投票、选举和签字表决只能老人自己来，任何人都不能代办。'

/**
 * How a bond came about.
 * - `wechat`: the elder opened the invitation in her own WeChat and agreed in her own words.
 * - `inPerson`: the elder agreed before staff, who keep a photo of the signed form.
 * - `document`: a court's decision, a notarised agreement or an appointment names the guardian.
 */
export const bondOrigins = ['wechat', 'inPerson', 'document'] as const
export type BondOrigin = (typeof bondOrigins)[number]

export const bondBases = ['consent', 'guardianship'] as const
export type BondBasis = (typeof bondBases)[number]

export const basisOf = (origin: BondOrigin): BondBasis => (origin === 'document' ? 'guardianship' : 'consent')

export const bondOriginTexts: Record<BondOrigin, string> = {
  wechat: '老人在自己的微信里同意',
  inPerson: '老人当面同意，签了字',
  document: '凭监护文书，两位工作人员核对过',
}

/** Papers that make a guardian. Source: product page, "Family proxy"; 民法典 第二十八条至第三十三条. */
export const guardianshipPapers = ['judgment', 'notarisedAgreement', 'appointment'] as const
export type GuardianshipPaper = (typeof guardianshipPapers)[number]

export const guardianshipPaperNames: Record<GuardianshipPaper, string> = {
  judgment: '法院判决书',
  notarisedAgreement: '意定监护公证书',
  appointment: '指定监护文书',
}

/** Figures of the rules; data, so that an area can set its own. Source: product page, "Family proxy". */
export const bondRules = {
  /** An invitation works once and within these days. */
  invitationDays: 3,
  /** A request waits so long for staff, an offer so long for the proxy. */
  waitingDays: 30,
  /** A bond by consent without another end ends after so many years, so that it is thought of again. */
  longestYears: 3,
  /** A guardianship is looked at again after so many days … */
  reviewDays: 365,
  /** … and ends when nobody has, so many days later. */
  reviewGraceDays: 30,
  /** Payments above this need a second consent, where the bond says nothing else. */
  defaultLimitFen: 20_000,
  highestLimitFen: 1_000_000,
  /** Living bonds per elder, and per proxy. */
  mostProxies: 8,
  mostElders: 8,
  /** A second consent is asked of the next in line after so many hours without an answer, and lapses. */
  consentNextHours: 12,
  consentLapseHours: 72,
} as const

/** 「由女儿 王小丽 代办」: said wherever something was done by proxy. */
export function describeProxy(proxy: { relation: BondRelation; name: string }): string {
  return `由${bondRelationNames[proxy.relation]} ${proxy.name} 代办`
}
