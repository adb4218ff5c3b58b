/**
 * What a person agrees to, each on its own and each withdrawable. Source: product page, "Privacy and safety";
 * 个人信息保护法 第二十九条 (separate consent for sensitive data).
 */
export const consentKinds = ['privacyPolicy', 'health', 'whereabouts', 'children'] as const
export type ConsentKind = (typeof consentKinds)[number]

/** The version in force; a consent to an older one has to be asked again. */
export const consentVersions: Record<ConsentKind, string> = {
  privacyPolicy: '2026-11',
  health: '2026-11',
  whereabouts: '2026-11',
  children: '2026-11',
}

export const consentTexts: Record<ConsentKind, { title: string; purpose: string }> = {
  privacyPolicy: {
    title: '隐私政策',
    purpose: '我们只用您登记的信息来办您的事。谁打开过您的记录，您都能看到。',
  },
  health: {
    title: '健康信息',
    purpose: '用来安排照护和送餐，只有照护您的人能看到。不同意也能办其他的事。',
  },
  whereabouts: {
    title: '位置信息',
    purpose: '您点“就在这里”时，告诉办事的人在哪里。不同意可以自己写地址。',
  },
  children: {
    title: '未满 14 周岁孩子的信息',
    purpose: '由监护人同意后，用来办孩子的事。',
  },
}
