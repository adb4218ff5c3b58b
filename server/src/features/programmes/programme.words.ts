import { orderSourceNames } from '@linli/shared/elderCare/order.state'
import { careClassNames } from '@linli/shared/elderCare/serviceItem'
import {
  abilityGradeNames,
  entitlementNames,
  hukouPlaceNames,
  incomeClassNames,
} from '@linli/shared/elders/elder'
import { sayYuan } from '@linli/shared/money'
import type { Circumstances, Programme } from '@linli/shared/programmes/programme'

function describeWho({
  minAge,
  grades,
  incomes,
  entitlements,
  livesAlone,
  needsHukou,
}: Programme['who']): string {
  const parts = [
    needsHukou === true ? hukouPlaceNames.here : undefined,
    minAge === undefined ? undefined : `满 ${minAge} 岁`,
    grades?.map((grade) => abilityGradeNames[grade]).join('或'),
    incomes?.map((income) => incomeClassNames[income]).join('或'),
    entitlements?.map((each) => entitlementNames[each]).join('或'),
    livesAlone === true ? '独居' : undefined,
  ].filter((part) => part !== undefined)
  return parts.length > 0 ? parts.join('、') : '住在本地的老人'
}

function describePays({ pays, monthlyFen, rollsOver }: Programme): string {
  if (pays.kind === 'cash') return `每月发 ${sayYuan(pays.fen)}`
  const amount =
    pays.kind === 'share'
      ? `付 ${pays.percent}%`
      : `每天付 ${sayYuan(pays.fen)}${pays.minSpendFen > 0 ? `（满 ${sayYuan(pays.minSpendFen)}）` : ''}`
  const limit = monthlyFen === undefined ? '' : `，每月最多 ${sayYuan(monthlyFen)}`
  return `${amount}${limit}${rollsOver ? '，没用完的下个月还能用' : ''}`
}

/** A programme in a sentence: 「满 70 岁、低保家庭：助餐每天付 5 元（满 10 元），每月最多 150 元。」 */
export function describeProgramme(programme: Programme): string {
  const { classes, channels } = programme
  const services = classes.map((each) => careClassNames[each]).join('、')
  const ways = channels.length === 0 ? '' : `${channels.map((each) => orderSourceNames[each]).join('、')}的`
  return `${describeWho(programme.who)}：${ways}${services}${describePays(programme)}。`
}

/** Why someone may have it, for the official who decides: 「82 岁，中度失能，低保家庭，独居」. */
export function describeCircumstances({ who }: Pick<Programme, 'who'>, person: Circumstances): string {
  const held = who.entitlements?.filter((each) => person.entitlements.includes(each)) ?? []
  return [
    `${person.age} 岁`,
    who.grades && person.grade ? abilityGradeNames[person.grade] : undefined,
    who.incomes && person.income ? incomeClassNames[person.income] : undefined,
    ...held.map((each) => entitlementNames[each]),
    who.needsHukou === true && person.hukou ? hukouPlaceNames[person.hukou] : undefined,
    who.livesAlone === true && person.livesAlone ? '独居' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join('，')
}
