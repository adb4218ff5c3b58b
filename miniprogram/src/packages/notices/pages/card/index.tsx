import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { RemoteView } from '../../../../components/RemoteView'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { getNoticeCard } from '../../../../services/notices'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { pageOf } from '../../components/noticePages'

/** What someone sees who opens a forwarded notice: what it is about, and the way to read it. */
export default function NoticeCardPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  const now = useNow(60_000)
  const card = useRemote(`noticeCard:${id}`, () => getNoticeCard(id))
  return (
    <AppPage title="邻里">
      <View className="stack-loose">
        <RemoteView remote={card}>
          {({ title, areaName, kindName, at }) => (
            <Card kind="accent">
              <View className="stack">
                <Text className="text-block text-soft">
                  {areaName} · {kindName}
                </Text>
                <Text className="text-block text-large text-strong">{title}</Text>
                <Text className="text-block">{describeMoment(at, now)} 发布</Text>
              </View>
            </Card>
          )}
        </RemoteView>
        <Text className="text-block">加入了这个社区，打开就能看全文。</Text>
        <Button
          text={me ? '打开看看' : '登录后看看'}
          kind="primary"
          isBlock
          onPress={() =>
            void (me
              ? Taro.redirectTo({ url: pageOf('notice', `id=${id}`) })
              : Taro.switchTab({ url: '/pages/home/index' }))
          }
        />
      </View>
    </AppPage>
  )
}
