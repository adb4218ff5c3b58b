import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { useNow } from '../../../hooks/useNow'
import type { NeedView } from '../../../services/needs'
import { describeMoment } from '../../../services/time'

/** What can be told to the person at once: the number, who has it, by when; a question's answer. */
export function IntakeResult({ need, onNext }: { need: NeedView; onNext: () => void }) {
  const now = useNow(60_000)
  const { holder, acceptBy, resolveBy, guideAnswer } = need
  return (
    <View className="stack">
      <Card kind="accent">
        <View className="stack">
          <Text className="text-block text-large text-strong">已登记：{need.category.name}</Text>
          <Text className="text-block">编号 {shortNumber(need.id)}</Text>
          {holder && <Text className="text-block">现在由{holder.name}来办</Text>}
          {need.state === 'assigned' && acceptBy !== undefined && (
            <Text className="text-block">{describeMoment(acceptBy, now)} 前接单</Text>
          )}
          {need.state === 'assigned' && resolveBy !== undefined && (
            <Text className="text-block">{describeMoment(resolveBy, now)} 前办好</Text>
          )}
        </View>
      </Card>
      {guideAnswer && (
        <Card>
          <View className="stack">
            <Text className="text-block text-strong">{guideAnswer.title}</Text>
            <Text className="text-block">{guideAnswer.body}</Text>
            <Text className="text-block text-small text-soft">这份指南截至 {guideAnswer.asOf} 有效</Text>
          </View>
        </Card>
      )}
      <View className="action-bar">
        <Button text="再登记一件" kind="primary" icon="plus" onPress={onNext} />
        <Button
          text="看这件诉求"
          icon="list"
          onPress={() => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${need.id}` })}
        />
      </View>
    </View>
  )
}

/** The end of the id: short enough to be read out. */
function shortNumber(id: string): string {
  return id.slice(-6).toUpperCase()
}
