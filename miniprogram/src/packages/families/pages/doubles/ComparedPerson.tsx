import { personStateNames, registerSourceNames } from '@linli/shared/register/register'
import { formatDate, toShanghaiDay } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { Tag } from '../../../../components/Tag'
import type { MergePreview } from '../../../../services/people.merge'

interface ComparedPersonProps {
  person: Omit<MergePreview['kept'], 'hasAccount'> & { hasAccount?: boolean }
  /** 「留下」「并入」, where that is decided. */
  mark?: string
}

/** One of two records as it stands in the register, masked. */
export function ComparedPerson({ person, mark }: ComparedPersonProps) {
  const { maskedName, maskedPhone, birthYear, homes, state, source, verifiedAt, hasAccount } = person
  const since = verifiedAt === undefined ? '' : `，${formatDate(toShanghaiDay(new Date(verifiedAt)))}核对`
  return (
    <Card>
      <View className="stack">
        {mark !== undefined && <Tag text={mark} tone={mark === '留下' ? 'success' : 'plain'} icon="person" />}
        <FactList
          facts={[
            { label: '姓名', value: maskedName },
            { label: '出生年份', value: birthYear === undefined ? '没有登记' : `${birthYear} 年` },
            { label: '电话', value: maskedPhone ?? '没有登记' },
            { label: '住址', value: homes.map(({ label }) => label).join('、') || '没有登记' },
            { label: '状态', value: personStateNames[state] },
            { label: '来历', value: `${registerSourceNames[source]}${since}` },
            {
              label: '微信账号',
              value: hasAccount === undefined ? undefined : hasAccount ? '连着一个' : '没有',
            },
          ]}
        />
      </View>
    </Card>
  )
}
