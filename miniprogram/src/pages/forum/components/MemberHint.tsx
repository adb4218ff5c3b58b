import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { useNow } from '../../../hooks/useNow'
import { describeMoment } from '../../../services/time'

/** Why somebody only reads, until when or what to do. */
export function MemberHint({ mute }: { mute?: { until: string; reason: string } }) {
  const now = useNow(60_000)
  if (mute)
    return (
      <Card kind="flat">
        <Text className="text-block">
          您暂时只能看，不能发言，到{describeMoment(mute.until, now)}自动恢复。原因：{mute.reason}
          。提诉求、求助、投票和申诉都不受影响。
        </Text>
      </Card>
    )
  return (
    <Card kind="flat">
      <View className="stack">
        <Text className="text-block">您现在能看公告。核实住址以后，就能看邻居的帖子、自己发帖。</Text>
        <Button
          text="去核实住址"
          icon="check"
          onPress={() => void Taro.navigateTo({ url: '/packages/settings/pages/verification/index' })}
        />
      </View>
    </Card>
  )
}
