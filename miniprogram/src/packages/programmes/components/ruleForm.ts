import type { ProgrammeContent, ProgrammeRule } from '../../../services/programmes'

type Pays = ProgrammeContent['pays']

/** A rule as it is typed: sums in yuan. */
export interface RuleForm extends Pick<
  ProgrammeContent,
  'name' | 'payer' | 'who' | 'rollsOver' | 'isClosed' | 'classes' | 'channels'
> {
  rank: string
  kind: Pays['kind']
  amount: string
  least: string
  monthly: string
}

const toFen = (yuan: string): number => Math.round(Number(yuan) * 100)
const toYuan = (fen: number | undefined): string => (fen === undefined ? '' : String(fen / 100))

const empty: RuleForm = {
  ...{ name: '', payer: '', who: {}, rollsOver: false, isClosed: false, classes: [], channels: [] },
  ...{ rank: '5', kind: 'share', amount: '', least: '', monthly: '' },
}

export function toRuleForm(rule: ProgrammeRule | undefined): RuleForm {
  if (!rule) return empty
  const { name, payer, who, rollsOver, isClosed, classes, channels, rank, pays, monthlyFen } = rule
  return {
    ...{ name, payer, who, rollsOver, isClosed, classes, channels, rank: String(rank), kind: pays.kind },
    amount: pays.kind === 'share' ? String(pays.percent) : toYuan(pays.fen),
    least: pays.kind === 'daily' ? toYuan(pays.minSpendFen) : '',
    monthly: toYuan(monthlyFen),
  }
}

function toPays({ kind, amount, least }: RuleForm): Pays {
  if (kind === 'share') return { kind, percent: Number(amount) }
  return kind === 'cash'
    ? { kind, fen: toFen(amount) }
    : { kind, fen: toFen(amount), minSpendFen: toFen(least) }
}

export function toRuleContent(form: RuleForm): ProgrammeContent {
  const { name, payer, who, rollsOver, isClosed, classes, channels, rank, monthly, kind } = form
  return {
    ...{ name: name.trim(), payer: payer.trim(), rank: Number(rank), who, isClosed, pays: toPays(form) },
    ...(kind === 'cash'
      ? { classes: [], channels: [], rollsOver: false }
      : { classes, channels, rollsOver, ...(monthly.trim() === '' ? {} : { monthlyFen: toFen(monthly) }) }),
  }
}

const isSum = (text: string): boolean => /^\d+(\.\d{1,2})?$/.test(text.trim())

/** What is missing or is no number, in a sentence. */
export function findRuleProblem({
  name,
  payer,
  rank,
  kind,
  amount,
  least,
  monthly,
}: RuleForm): string | undefined {
  if (name.trim() === '') return '请写补贴的名称。'
  if (payer.trim() === '') return '请写由谁付钱。'
  if (!/^\d{1,2}$/.test(rank.trim())) return '第几个扣，请写 0 到 99 的数。'
  if (kind === 'share' && !/^([1-9]\d?|100)$/.test(amount.trim())) return '付百分之几，请写 1 到 100 的整数。'
  if (kind !== 'share' && (!isSum(amount) || Number(amount) === 0)) return '付多少元，请写大于 0 的数。'
  if (kind === 'daily' && least.trim() !== '' && !isSum(least)) return '满多少元，请写一个数。'
  if (kind !== 'cash' && monthly.trim() !== '' && !isSum(monthly))
    return '每月最多多少元，请写一个数，或者不填。'
  return undefined
}
