import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { RemoteView } from '../../../../components/RemoteView'
import { useRemote } from '../../../../hooks/useRemote'
import { getPostCard } from '../../../../services/forum'
import { useSession } from '../../../../stores/session'

/** What someone sees who opens a forwarded post: that there is one, and nothing about anybody. */
export default function PostCardPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  const card = useRemote(`postCard:${id}`, () => getPostCard(id))
  return (
    <AppPage title="邻里">
      <View className="stack-loose">
        <RemoteView remote={card}>
          {({ title, communityName, comments }) => (
            <Card kind="accent">
              <View className="stack">
                <Text className="text-block text-soft">{communityName}邻里圈</Text>
                <Text className="text-block text-large text-strong">{title}</Text>
                <Text className="text-block">{comments} 条留言</Text>
              </View>
            </Card>
          )}
        </RemoteView>
        <Text className="text-block">本社区核实过住址的居民，打开就能看到内容。</Text>
        <Button
          text={me ? '打开看看' : '登录后看看'}
          kind="primary"
          isBlock
          onPress={() =>
            void (me
              ? Taro.redirectTo({ url: `/packages/forum/pages/post/index?id=${id}` })
              : Taro.switchTab({ url: '/pages/forum/index' }))
          }
        />
      </View>
    </AppPage>
  )
}
