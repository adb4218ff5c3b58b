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

/** What stops when one of these is taken back, and what then stays as it is. */
const stops = '收回以后，我们马上不再这样使用您的信息。以后想用，可以再同意。'

export const consentTexts: Record<ConsentKind, { title: string; purpose: string; withdrawal: string }> = {
  privacyPolicy: {
    title: '隐私政策',
    purpose: '我们只用您登记的信息来办您的事。谁打开过您的记录，您都能看到。',
    withdrawal: stops,
  },
  health: {
    title: '健康信息',
    purpose: '用来安排照护和送餐，只有照护您的人能看到。不同意也能办其他的事。',
    withdrawal:
      '收回以后，照护档案里记的过敏、忌口和能力等级马上删掉，社区、厨房、上门的人和家人都看不到：送餐不再避开您不能吃的，请订餐时当面说一声。已经做过的服务，记录按规定留着。别的事照样办。以后想用，再同意、再填一次就行。',
  },
  whereabouts: {
    title: '位置信息',
    purpose: '您点“就在这里”时，告诉办事的人在哪里。不同意可以自己写地址。',
    withdrawal: stops,
  },
  children: {
    title: '未满 14 周岁孩子的信息',
    purpose: '由监护人同意后，用来办孩子的事。',
    withdrawal: stops,
  },
}
