import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { BallotSummary } from '../../services/ballots'
import { Card } from '../Card'
import { Tag } from '../Tag'

/** One ballot of a list: what it asks, until when, and whether it waits for the reader. */
export function BallotCard({ ballot }: { ballot: BallotSummary }) {
  const { id, title, kindName, stateText, whenText, isWaiting, outcomeText } = ballot
  return (
    <Card onPress={() => void Taro.navigateTo({ url: `/packages/ballots/pages/ballot/index?id=${id}` })}>
      <View className="stack-tight">
        <View className="row-wrap">
          <Tag text={kindName} />
          {isWaiting && <Tag text="等您投票" tone="accent" icon="hand" />}
          {outcomeText !== undefined && <Tag text={outcomeText} tone="info" />}
        </View>
        <Text className="text-block text-strong">{title}</Text>
        <Text className="text-block text-small text-soft">
          {stateText} · {whenText}
        </Text>
      </View>
    </Card>
  )
}
