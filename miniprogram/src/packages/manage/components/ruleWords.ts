import type { Definition, RuleContent } from '../../../services/rules'

const estateNames = { any: '', withProperty: '有物业的小区', withoutProperty: '没有物业的小区' }
export const windowDayNames = { daily: '每天', workdays: '工作日', restDays: '休息日' } as const

/** When a rule fits, in a sentence. */
export function describeConditions(
  { categories, places, estate, time, answers }: RuleContent['conditions'],
  definitions: readonly Definition[],
): string {
  const nameOf = (code: string) => definitions.find((item) => item.code === code)?.name ?? code
  const parts = [
    categories.length > 0 ? categories.map(nameOf).join('、') : '所有类别',
    places.length > 0 ? `${places.length} 个地方` : '',
    estateNames[estate],
    time ? `${windowDayNames[time.days]} ${time.from}–${time.to}` : '',
    ...answers.map((answer) => describeAnswer(answer, definitions)),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

const yesOrNo: Partial<Record<string, string>> = { true: '是', false: '不是' }

/** 「怎么了：漏水、没电」. A question that was taken out has no words any more. */
function describeAnswer(
  { key, values }: RuleContent['conditions']['answers'][number],
  definitions: readonly Definition[],
): string {
  const ask = definitions.flatMap(({ asks }) => asks).find((each) => each.key === key)
  if (!ask) return '一道已经没有的题'
  const nameOf = (value: string) =>
    ask.options.find((option) => option.value === value)?.label ?? yesOrNo[value] ?? '已经没有的答案'
  return `${ask.label}：${values.map(nameOf).join('、')}`
}
