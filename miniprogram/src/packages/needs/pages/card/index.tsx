import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { RemoteView } from '../../../../components/RemoteView'
import { useRemote } from '../../../../hooks/useRemote'
import { getNeedCard } from '../../../../services/needs'

/** What someone sees who opens a forwarded need: how far it is, and nothing about anybody. */
export default function NeedCardPage() {
  const { id = '' } = useRouter().params
  const card = useRemote(`card:${id}`, () => getNeedCard(id))
  return (
    <AppPage title="邻里">
      <View className="stack-loose">
        <RemoteView remote={card}>
          {({ title, stateText, communityName }) => (
            <Card kind="accent">
              <View className="stack">
                <Text className="text-block text-soft">{communityName}</Text>
                <Text className="text-block text-large text-strong">{title}</Text>
                <Text className="text-block">{stateText}</Text>
              </View>
            </Card>
          )}
        </RemoteView>
        <Button
          text="我也有事找邻里"
          kind="primary"
          isBlock
          onPress={() => void Taro.switchTab({ url: '/pages/home/index' })}
        />
      </View>
    </AppPage>
  )
}
