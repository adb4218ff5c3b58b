import { formatDate } from '@linli/shared/time'
import {
  abilityGradeNames,
  entitlementNames,
  hukouPlaceNames,
  incomeClassNames,
} from '@linli/shared/elders/elder'
import type { ElderSecrets } from '../../../services/elders'
import { FactList } from '../../../components/FactList'

/** What is known of an elder, in words. */
export function CareFacts({ care, means, contacts }: ElderSecrets) {
  const diet = care?.diet
  const kinds = [
    diet?.isDiabetic === true && '糖尿病餐',
    diet?.needsSoftFood === true && '软食',
    diet?.isHalal === true && '清真',
  ].filter((each) => each !== false)
  const list = (words: readonly string[] | undefined) =>
    words === undefined || words.length === 0 ? undefined : words.join('、')
  return (
    <FactList
      facts={[
        { label: '能力评估', value: care?.abilityGrade && abilityGradeNames[care.abilityGrade] },
        { label: '评估的日期', value: care?.assessedOn && formatDate(care.assessedOn) },
        { label: '饮食', value: list(kinds) },
        { label: '过敏', value: list(diet?.allergies) },
        { label: '不爱吃的', value: list(diet?.dislikes) },
        { label: '收入类别', value: means?.incomeClass && incomeClassNames[means.incomeClass] },
        { label: '户籍', value: means?.hukou && hukouPlaceNames[means.hukou] },
        { label: '优待', value: list(means?.entitlements.map((each) => entitlementNames[each])) },
        {
          label: '紧急联系人',
          value:
            list(contacts.map(({ name, relation, phone }) => `${relation} ${name} ${phone}`)) ?? '还没有填',
        },
      ]}
    />
  )
}
