import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { EmptyState } from '../../../../components/EmptyState'
import { WhoFor } from '../../../../components/families/WhoFor'
import { FilterBar } from '../../../../components/FilterBar'
import { NeedCard } from '../../../../components/needs/NeedCard'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { usePaged } from '../../../../hooks/usePaged'
import { listMyNeeds } from '../../../../services/needs'
import { useActingFor } from '../../../../stores/actingFor'
import { useSession } from '../../../../stores/session'

const parts = [
  { value: 'open', text: '正在办' },
  { value: 'closed', text: '已结束' },
] as const

export default function MyNeedsPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="我的诉求">{me ? <MyNeeds userId={me.id} /> : <SignInCard />}</AppPage>
}

function MyNeeds({ userId }: { userId: string }) {
  const [part, setPart] = useState<'open' | 'closed'>('open')
  const acting = useActingFor('needs')
  const list = usePaged(`mine:${userId}:${part}:${acting?.personId ?? ''}`, (cursor) =>
    listMyNeeds(part === 'open', cursor, acting?.personId),
  )
  useLive('need.changed', list.reload)
  const goHome = () => void Taro.switchTab({ url: '/pages/home/index' })
  return (
    <View className="stack">
      <WhoFor scope="needs" />
      <FilterBar label="哪一部分" options={parts} value={part} onChange={setPart} />
      <PagedList
        label="我的诉求"
        list={list}
        renderItem={(need) => (
          <NeedCard
            need={need}
            onPress={() => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${need.id}` })}
          />
        )}
        empty={
          part === 'open' ? (
            <EmptyState
              title="没有正在办的事"
              message="有事就在首页点一下，我们马上派人。"
              action={{ text: '去首页', onPress: goHome }}
            />
          ) : (
            <EmptyState title="还没有办完的事" message="办完的事会留在这里，30 天内可以要求重办。" />
          )
        }
      />
    </View>
  )
}
