import { bondOriginTexts, bondRelationNames, bondScopeTexts } from '@linli/shared/families/bond'
import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Card } from '../../../components/Card'
import { Tag } from '../../../components/Tag'
import type { Bond } from '../../../services/families'

const tones = {
  active: { text: '生效中', tone: 'success', icon: 'check' },
  invited: { text: '等老人', tone: 'info', icon: 'clock' },
  requested: { text: '等社区', tone: 'info', icon: 'clock' },
  checked: { text: '等核对', tone: 'info', icon: 'clock' },
  offered: { text: '等接受', tone: 'warning', icon: 'clock' },
} as const

const tagOf = ({ state }: Bond) =>
  state in tones ? tones[state as keyof typeof tones] : ({ text: '已结束', tone: 'plain' } as const)

/** What it allowed once, or would have allowed had somebody said yes, is not what it allows. */
const mayWords: Partial<Record<Bond['state'], string>> = {
  ended: '以前可以',
  declined: '原来想要',
  withdrawn: '原来想要',
  lapsed: '原来想要',
}

interface BondCardProps {
  bond: Bond
  onPress?: () => void
  isSelected?: boolean
  children?: ReactNode
}

/** One bond: who for whom, what for, how it stands. */
export function BondCard({ bond, onPress, isSelected, children }: BondCardProps) {
  const { elder, proxy, relation, relationToViewer, request, scopes, state, stateText, isPrimary, origin } =
    bond
  const elderName = elder?.name ?? request?.elderName ?? '还没有打开邀请的老人'
  const title =
    relationToViewer === 'elder'
      ? `${bondRelationNames[relation]} ${proxy.name}`
      : relationToViewer === 'proxy'
        ? elderName
        : `${elderName} · ${bondRelationNames[relation]} ${proxy.name}`
  return (
    <Card {...(onPress ? { onPress } : {})} {...(isSelected === undefined ? {} : { isSelected })}>
      <View className="stack-tight">
        <Text className="text-block text-large text-strong">{title}</Text>
        <View className="row-wrap">
          {isPrimary && <Tag text="第一联系人" tone="accent" icon="star" />}
          <Tag {...tagOf(bond)} />
        </View>
        {elder?.home !== undefined && <Text className="text-block text-soft">{elder.home}</Text>}
        {scopes.length > 0 && (
          <Text className="text-block">
            {mayWords[state] ?? '可以'}：{scopes.map((scope) => bondScopeTexts[scope].name).join('、')}
            {scopes.includes('payments') ? `（在微信里付，一次 ${String(bond.limitFen / 100)} 元以内）` : ''}
          </Text>
        )}
        <Text className="text-block text-soft">{stateText}</Text>
        <Text className="text-block text-small text-soft">{bondOriginTexts[origin]}</Text>
        {children}
      </View>
    </Card>
  )
}
