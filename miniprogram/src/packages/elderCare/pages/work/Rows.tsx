import { toShanghaiDay } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useKeptToday } from '../../../../hooks/useKeptToday'
import { useLive } from '../../../../hooks/useLive'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import { listCareQueue } from '../../../../services/elderCare'
import { OrderCard } from '../../components/OrderCard'

/** The orders of a day, or without one what waits to be seen to. */
export function OrderRows({ post, day }: { post: string; day: string | undefined }) {
  const key = `careQueue:${post}:${day ?? 'waiting'}`
  const list = useKeptToday(
    key,
    toShanghaiDay(new Date()),
    useRemote(key, () =>
      listCareQueue({ post, ...(day === undefined ? { scope: 'waiting' } : { scope: 'day', day }) }),
    ),
  )
  useLive('queue.changed', list.reload)
  useLive('careOrder.changed', list.reload)
  return (
    <RemoteView remote={list} rows={4}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon="check" title="这里没有要做的单" message="有新的单，会发消息告诉您。" />
        ) : (
          <Section title={`${items.length} 单`}>
            <View className="stack">
              {items.map((order) => (
                <OrderCard key={order.id} order={order} showsPerson />
              ))}
            </View>
          </Section>
        )
      }
    </RemoteView>
  )
}

/** What is to be paid to the unit or at the station, the oldest first. */
export function MoneyRows({ post }: { post: string }) {
  const list = usePaged(`careQueue:${post}:money`, (cursor) =>
    listCareQueue({ post, scope: 'money', ...(cursor === undefined ? {} : { cursor }) }),
  )
  useLive('careOrder.changed', list.reload)
  return (
    <PagedList
      label="待收款的单"
      list={list}
      renderItem={(order) => <OrderCard order={order} showsPerson />}
      empty={<EmptyState icon="check" title="没有要收的钱" message="做完的单要收钱时，会列在这里。" />}
    />
  )
}
