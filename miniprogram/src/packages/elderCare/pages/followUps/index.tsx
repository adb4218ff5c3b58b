import { callResults, endsWithOrder, type CallResult } from '@linli/shared/elderCare/followUp'
import { formatDate } from '@linli/shared/time'
import { postOf } from '@linli/shared/users/posts'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../../components/ActionBar'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { endFollowUp, listFollowUps, type FollowUp } from '../../../../services/elderCare'
import { useMembership } from '../../../../stores/session'
import { pageOf } from '../../components/careWords'

/** Who is to be called or seen, the most pressing first; each stays until somebody writes what came of it. */
export default function FollowUpsPage() {
  const membership = useMembership()
  const own = membership && postOf(membership)
  const station =
    membership?.role === 'unitStaff' && membership.community !== undefined
      ? `triage:${membership.community}`
      : undefined
  const post = own?.startsWith('triage:') ? own : station
  return (
    <AppPage title="要打的电话">
      {post === undefined ? (
        <EmptyState icon="lock" title="这一页给社区和服务站用" />
      ) : (
        <FollowUps post={post} isUnit={post === station} />
      )}
    </AppPage>
  )
}

function FollowUps({ post, isUnit }: { post: string; isUnit: boolean }) {
  const [which, setWhich] = useState<'open' | 'done'>('open')
  const list = useRemote(`followUps:${post}:${which}`, () => listFollowUps(post, which === 'open'))
  useLive('inbox.changed', list.reload)
  useLive('queue.changed', list.reload)
  return (
    <View className="stack-loose">
      <FilterBar
        label="哪些"
        value={which}
        options={[
          { value: 'open', text: '要处理的' },
          { value: 'done', text: '处理完的' },
        ]}
        onChange={setWhich}
      />
      <RemoteView remote={list} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="check" title="没有要打的电话" message="有人没应门、饭没送到，会出现在这里。" />
          ) : (
            <View className="stack">
              {items.map((item) => (
                <FollowUpCard key={item.id} item={item} isUnit={isUnit} reload={list.reload} />
              ))}
            </View>
          )
        }
      </RemoteView>
    </View>
  )
}

const results = Object.entries(callResults).map(([value, label]) => ({ value, label }))

interface FollowUpCardProps {
  item: FollowUp
  /** A unit is on no rung of a call for help, and reads none. */
  isUnit: boolean
  reload: () => void
}

function FollowUpCard({ item, isUnit, reload }: FollowUpCardProps) {
  const { person, orderId, sosId } = item
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong grow">{item.title}</Text>
          {item.isOverdue && <Tag text="超时了，上级也收到了" tone="danger" icon="warning" />}
        </View>
        {person && (
          <Text className="text-block">{[person.name, person.home].filter(Boolean).join('，')}</Text>
        )}
        <Text className="text-block text-soft">
          {formatDate(item.day)}，{item.todo}
        </Text>
        {item.done && (
          <Text className="text-block">{[item.done.by, item.done.note].filter(Boolean).join('：')}</Text>
        )}
        {item.tried && (
          <Text className="text-block">
            上次没有问到，{item.tried.by}：{item.tried.note}
          </Text>
        )}
        {item.relative && <Text className="text-block">找：{item.relative.name}</Text>}
        <View className="row-wrap">
          {sosId !== undefined && !isUnit && (
            <Button
              text="家人的电话在求助页，打开"
              icon="next"
              kind="primary"
              onPress={() => void Taro.navigateTo({ url: `/packages/safety/pages/sos/index?id=${sosId}` })}
            />
          )}
          {item.relative?.phone !== undefined && (
            <Button
              text={`打电话给${item.relative.name}`}
              icon="phone"
              onPress={() => void callPhone(item.relative?.phone ?? '')}
            />
          )}
          {item.relative === undefined && person?.phone !== undefined && (
            <Button
              text={`打电话给${person.name}`}
              icon="phone"
              onPress={() => void callPhone(person.phone ?? '')}
            />
          )}
          {item.others.map(({ name, phone }) =>
            phone === undefined ? null : (
              <Button
                key={name}
                text={`打电话给${name}`}
                icon="phone"
                onPress={() => void callPhone(phone)}
              />
            ),
          )}
          {orderId !== undefined && (
            <Button
              text={item.isOpen && endsWithOrder(item.kind) ? '打开服务单，登记结果' : '看服务单'}
              icon="next"
              onPress={() => void Taro.navigateTo({ url: pageOf('order', { id: orderId }) })}
            />
          )}
        </View>
        {item.isOpen && !endsWithOrder(item.kind) && (
          <ActionBar
            formKey={`followUp:${item.id}`}
            actions={[
              {
                action: 'done',
                text: '处理完了',
                ask: {
                  ...(item.asksResult
                    ? { choice: { label: '长者怎么说', isRequired: true, options: results } }
                    : {}),
                  text: item.asksResult
                    ? { label: '再写几句', most: 300 }
                    : { label: '结果怎么样', isRequired: true, most: 300 },
                },
              },
            ]}
            onAct={async (_, { choice, text }) => {
              try {
                await endFollowUp(item.id, text, choice as CallResult | undefined)
              } finally {
                reload()
              }
            }}
          />
        )}
      </View>
    </Card>
  )
}
