import Taro, { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { ListRow } from '../../../../components/ListRow'
import { PagedList } from '../../../../components/PagedList'
import { Section } from '../../../../components/Section'
import { useLive } from '../../../../hooks/useLive'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import { listOwnOrders, listPlans } from '../../../../services/elderCare'
import { pageOf } from '../../components/careWords'
import { OrderCard } from '../../components/OrderCard'
import { LostCard } from '../../components/LostCard'

/** What is booked and what is over, of oneself or of an elder one looks after. */
export default function OwnOrdersPage() {
  const { person } = useRouter().params
  const [which, setWhich] = useState<'open' | 'over'>('open')
  const list = usePaged(`care:${which}:${person ?? ''}`, (cursor) =>
    listOwnOrders(which === 'open', person, cursor),
  )
  useLive('careOrder.changed', list.reload)
  return (
    <AppPage title="我的服务">
      <View className="stack-loose">
        <ForPerson person={person} />
        <Plans person={person} />
        <FilterBar
          label="哪些"
          value={which}
          options={[
            { value: 'open', text: '约好的' },
            { value: 'over', text: '以前的' },
          ]}
          onChange={setWhich}
        />
        <PagedList
          list={list}
          label="服务单"
          renderItem={(order) => <OrderCard order={order} />}
          empty={
            <EmptyState
              icon="calendar"
              title={which === 'open' ? '现在没有约好的服务' : '还没有用过服务'}
              message="在“养老服务”里点一项，就能约。"
            />
          }
        />
        {!list.error && <LostCard person={person} />}
      </View>
    </AppPage>
  )
}

function Plans({ person }: { person: string | undefined }) {
  const plans = useRemote(`plans:${person ?? ''}`, () => listPlans(person))
  const items = plans.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section title="长期预约">
      <View className="list">
        {items.map(({ id, item, timeText, stateText }) => (
          <ListRow
            key={id}
            icon="calendar"
            title={`${item.name}，${timeText}`}
            note={stateText}
            onPress={() => void Taro.navigateTo({ url: pageOf('plan', { id }) })}
          />
        ))}
      </View>
    </Section>
  )
}
