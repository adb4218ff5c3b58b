import { toShanghaiDay } from '@linli/shared/time'
import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { Photos } from '../../../../components/Photos'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { RecordOpener } from '../../../../components/needs/RecordOpener'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { Timeline } from '../../../../components/Timeline'
import { useKeptToday } from '../../../../hooks/useKeptToday'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { getOrder, type CareOrder } from '../../../../services/elderCare'
import { watchRecord } from '../../../../services/socket'
import { describeOrderTag, pageOf } from '../../components/careWords'
import { NextButton } from '../../components/NextButton'
import { PayButton } from '../../components/PayButton'
import { Complaints } from './Complaints'
import { MonthDue } from './MonthDue'
import { OrderActions } from './OrderActions'
import { RecordFacts } from './RecordFacts'

/** One order, live: when, who comes, what happens next, and everything that happened. */
export default function CareOrderPage() {
  const { id = '' } = useRouter().params
  const [today] = useState(() => toShanghaiDay(new Date()))
  // Whoever does it goes through stairwells and cellars.
  const remote = useKeptToday(
    `careOrder:${id}`,
    today,
    useRemote(`careOrder:${id}`, () => getOrder(id)),
    ({ relation, isOpen }) => relation === 'staff' && isOpen,
  )
  useEffect(() => watchRecord('careOrder', id), [id])
  useLive('careOrder.changed', (changed) => {
    if (changed.id === id) remote.reload()
  })
  const isShut = remote.data === undefined && remote.error?.code === 'access.reason_required'
  return (
    <AppPage title={remote.data?.item.name ?? '服务单'}>
      {isShut ? (
        <RecordOpener kind="careOrder" id={id} title="这一单要写明原因才能看" onOpened={remote.reload} />
      ) : (
        <RemoteView remote={remote} rows={5}>
          {(order) => (
            <View className="stack-loose">
              <ForPerson person={order.relation === 'elder' ? order.personId : undefined} />
              <Headline order={order} />
              <Code order={order} />
              <OrderActions order={order} reload={remote.reload} />
              <MonthDue order={order} reload={remote.reload} />
              <Contact order={order} />
              <Facts order={order} />
              <Record order={order} />
              <Complaints order={order} reload={remote.reload} />
              {order.timeline.length > 0 && (
                <Section title="经过">
                  <Timeline entries={order.timeline} />
                </Section>
              )}
            </View>
          )}
        </RemoteView>
      )}
    </AppPage>
  )
}

function Headline({ order }: { order: CareOrder }) {
  const { unitPhone } = order
  return (
    <Card kind="accent">
      <View className="stack">
        <View className="row-between">
          <Text className="text-soft grow">{`${order.personName}：${order.item.name}`}</Text>
          <Tag {...describeOrderTag(order)} />
        </View>
        <Text className="text-block text-large text-strong">{order.timeText}</Text>
        <Text className="text-block">{order.stateText}</Text>
        {order.placedBy !== undefined && <Text className="text-block text-soft">{order.placedBy}</Text>}
        {order.relation === 'elder' && order.isOpen && unitPhone !== undefined && (
          <Button
            text={`打电话给${order.unitName}`}
            icon="phone"
            isBlock
            onPress={() => void callPhone(unitPhone)}
          />
        )}
      </View>
    </Card>
  )
}

/** Six digits, large, to be read out slowly: at her door, or where she went. */
function Code({ order }: { order: CareOrder }) {
  if (order.bothSides !== undefined)
    return (
      <Card>
        <Text className="text-block">{order.bothSides}</Text>
      </Card>
    )
  if (order.code === undefined) return null
  const isThere = order.place === 'site'
  return (
    <Card>
      <View className="stack">
        <Text className="text-block">{isThere ? '到了以后' : '服务人员到了'}，请念这六位数字：</Text>
        <Text className="text-block figures figure-number" aria-label={order.code.split('').join(' ')}>
          {order.code.slice(0, 3)} {order.code.slice(3)}
        </Text>
        <Text className="text-block text-small text-soft">
          {isThere
            ? `只念给${order.unitName}的工作人员听，出示服务卡也行。`
            : '只告诉上门的人。没有见到人，不要念。'}
        </Text>
      </View>
    </Card>
  )
}

function Contact({ order }: { order: CareOrder }) {
  const { contact, careNotes } = order
  if (!contact && careNotes.length === 0) return null
  return (
    <Section title="长者">
      <Card>
        <View className="stack">
          {contact && <Text className="text-block text-large text-strong">{contact.name}</Text>}
          {contact && <Text className="text-block">{contact.address}</Text>}
          {careNotes.map((note) => (
            <Tag key={note} text={note} tone="danger" icon="warning" />
          ))}
          {contact?.phone !== undefined && (
            <Button
              text={`拨打 ${contact.phone}`}
              icon="phone"
              isBlock
              onPress={() => void callPhone(contact.phone ?? '')}
            />
          )}
          <Text className="text-block text-small text-soft">只用于这一单；办完以后就看不到了。</Text>
        </View>
      </Card>
    </Section>
  )
}

function Facts({ order }: { order: CareOrder }) {
  if (order.relation === 'pool') return null
  const { planId } = order
  return (
    <Card>
      <View className="stack">
        <FactList
          facts={[
            { label: '谁来做', value: order.unitName },
            { label: '服务人员', value: order.helperNames.join('、') || undefined },
            { label: '在哪里', value: order.placeText },
            { label: '费用', value: order.payment.text || undefined },
            { label: '怎么算的', value: (order.subsidyFen ?? 0) > 0 ? order.priceText : undefined },
            { label: '取消', value: order.cancel?.text },
          ]}
        />
        {order.next && <NextButton order={order} next={order.next} />}
        {order.mayPay && (
          <PayButton id={order.id} {...(order.payBy === undefined ? { fen: order.payableFen ?? 0 } : {})} />
        )}
        {planId !== undefined && order.relation === 'elder' && (
          <Button
            text="看长期预约"
            icon="calendar"
            onPress={() => void Taro.navigateTo({ url: pageOf('plan', { id: planId }) })}
          />
        )}
      </View>
    </Card>
  )
}

function Record({ order }: { order: CareOrder }) {
  const { record } = order
  if (!record) return null
  return (
    <Section title="服务记录">
      <Card>
        <View className="stack">
          <RecordFacts record={record} />
          <Photos photos={record.photos} />
        </View>
      </Card>
    </Section>
  )
}
