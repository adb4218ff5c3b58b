import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { EmptyState } from '../../../../components/EmptyState'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { listMyProxies } from '../../../../services/families'
import { useSession } from '../../../../stores/session'
import { BondCard } from '../../components/BondCard'

const go = (page: string, query = '') =>
  void Taro.navigateTo({ url: `/packages/families/pages/${page}/index${query}` })

/** The elder's page: who may act for her, what they did, and the way to end it. */
export default function ProxiesPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="我的亲属">{me ? <Proxies userId={me.id} /> : <SignInCard />}</AppPage>
}

function Proxies({ userId }: { userId: string }) {
  const proxies = useRemote(`proxies:${userId}`, listMyProxies)
  useLive('bond.changed', proxies.reload)
  return (
    <View className="stack-loose">
      <RemoteView remote={proxies} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon="shield"
              title="没有人替您办事"
              message="家里人发来的邀请，点开就能看。您同意了，他才能替您办事；随时可以取消。"
            />
          ) : (
            <View className="stack">
              <Text className="text-block text-soft">点一位亲属，看他能办什么，也可以取消。</Text>
              {items.map((bond) => (
                <BondCard
                  key={bond.id}
                  bond={bond}
                  onPress={() => {
                    go('bond', `?id=${bond.id}`)
                  }}
                />
              ))}
            </View>
          )
        }
      </RemoteView>
      <View className="list">
        <ListRow
          icon="list"
          title="代办记录"
          note="亲属替我办过哪些事"
          onPress={() => {
            go('acts')
          }}
        />
        <ListRow
          icon="paper"
          title="付款同意"
          note="数目大的付款，要我点头"
          onPress={() => {
            go('payments')
          }}
        />
        <ListRow
          icon="medical"
          title="照护档案"
          note="饮食、身体情况"
          onPress={() => {
            go('care')
          }}
        />
        <ListRow
          icon="phone"
          title="紧急联系人"
          note="找不到我时打给谁，先打给谁"
          onPress={() => {
            go('contacts')
          }}
        />
        <ListRow
          icon="qrcode"
          title="输入家里人给的邀请码"
          note="十位字母和数字"
          onPress={() => {
            go('invitation')
          }}
        />
      </View>
    </View>
  )
}
