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
    answers.length > 0 ? `${answers.length} 个回答` : '',
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
