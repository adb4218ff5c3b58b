import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { ElderDay } from '../../../../components/families/ElderDay'
import { WhoFor } from '../../../../components/families/WhoFor'
import { ListRow } from '../../../../components/ListRow'
import { OpenCalls } from '../../../../components/OpenCalls'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { listMyElders, type Bond } from '../../../../services/families'
import { chooseActingFor } from '../../../../stores/actingFor'
import { useSession } from '../../../../stores/session'
import { BondCard } from '../../components/BondCard'

const go = (page: string, query = '') =>
  void Taro.navigateTo({ url: `/packages/families/pages/${page}/index${query}` })

/** The proxy's page: each elder, what one may do for them, and the way to do it. */
export default function EldersPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="我的长辈">{me ? <Elders userId={me.id} /> : <SignInCard />}</AppPage>
}

function Elders({ userId }: { userId: string }) {
  const elders = useRemote(`elders:${userId}`, listMyElders)
  useLive('bond.changed', elders.reload)
  return (
    <View className="stack-loose">
      <WhoFor scope="needs" />
      <OpenCalls userId={userId} />
      <RemoteView remote={elders} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon="heart"
              title="还没有替谁代办"
              message="老人同意以后，您在外地也能替他报修、订餐、约服务，每一步都看得到。"
            />
          ) : (
            <View className="stack">
              {items.map((bond) => (
                <ElderCard key={bond.id} bond={bond} userId={userId} />
              ))}
            </View>
          )
        }
      </RemoteView>
      <Button
        text="请老人授权"
        icon="plus"
        kind="primary"
        isBlock
        onPress={() => {
          go('invite')
        }}
      />
      <View className="list">
        <ListRow
          icon="paper"
          title="付款同意"
          note="超过限额的付款，等谁同意"
          onPress={() => {
            go('payments')
          }}
        />
      </View>
    </View>
  )
}

function ElderCard({ bond, userId }: { bond: Bond; userId: string }) {
  const { elder, isInForce, scopes, relation, id } = bond
  const mayActOnNeeds = isInForce && scopes.includes('needs') && elder?.community !== undefined
  return (
    <View className="stack">
      <BondCard
        bond={bond}
        onPress={() => {
          go('bond', `?id=${id}`)
        }}
      >
        {bond.actions.includes('accept') && (
          <Text className="text-block text-strong">点开看看，接受后就能替老人办事。</Text>
        )}
      </BondCard>
      {elder && isInForce && (
        <ElderDay personId={elder.personId} name={elder.name} hasOrders={scopes.includes('orders')} />
      )}
      {elder && mayActOnNeeds && (
        <Button
          text={`替${elder.name}办事`}
          icon="next"
          isBlock
          onPress={() => {
            const { personId, name, community = '', communityName = '' } = elder
            chooseActingFor({ userId, personId, name, relation, scopes, community, communityName })
            void Taro.switchTab({ url: '/pages/home/index' })
          }}
        />
      )}
      {elder && isInForce && scopes.includes('orders') && (
        <Button
          text={`给${elder.name}订服务`}
          icon="heart"
          isBlock
          onPress={() =>
            void Taro.navigateTo({ url: `/packages/elderCare/pages/home/index?person=${elder.personId}` })
          }
        />
      )}
      {elder && isInForce && (
        <Button
          text="照护档案"
          icon="paper"
          isBlock
          onPress={() => {
            go('care', `?id=${elder.personId}`)
          }}
        />
      )}
      {elder && isInForce && (
        <Button
          text="紧急联系人"
          icon="phone"
          isBlock
          onPress={() => {
            go('contacts', `?id=${elder.personId}`)
          }}
        />
      )}
    </View>
  )
}
