/** Where cash is sent: a bank account of her own, or the account on her 社保卡. */
export const accountKinds = ['bank', 'socialCard'] as const
export type AccountKind = (typeof accountKinds)[number]

export const accountKindNames: Record<AccountKind, string> = { bank: '银行账户', socialCard: '社保卡' }

const shapes: Record<AccountKind, RegExp> = { bank: /^\d{12,19}$/, socialCard: /^[0-9A-Z]{9,19}$/ }

/** The check digit of a bank card. Source: GB/T 14916, ISO/IEC 7812-1 annex B. */
function hasCheckDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 1 ? 2 : 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}

/** Whether it can be such a number; a mistyped card is found by its last digit, a passbook has none. */
export const isAccountNumber = (kind: AccountKind, number: string): boolean =>
  shapes[kind].test(number) && (kind !== 'bank' || !/^62\d{14,17}$/.test(number) || hasCheckDigit(number))

/** 「银行账户 尾号 1234」. */
export const maskAccount = (kind: AccountKind, number: string): string =>
  `${accountKindNames[kind]} 尾号 ${number.slice(-4)}`
