import {
  careClasses,
  careClassNames,
  careGroupNames,
  careGroups,
  type CareClass,
} from '@linli/shared/elderCare/serviceItem'
import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { CareGroupTiles } from '../../../../components/CareGroupTiles'
import { WhoFor } from '../../../../components/families/WhoFor'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { useKept } from '../../../../hooks/useKeptToday'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { listOwnOrders, listServices, type Service, type Services } from '../../../../services/elderCare'
import { useActingFor } from '../../../../stores/actingFor'
import { useSession } from '../../../../stores/session'
import { useIsElder } from '../../../../stores/settings'
import { classIcons, pageOf, plainClassNames } from '../../components/careWords'
import { ForWhom } from '../../components/ForWhom'
import { OrderCard } from '../../components/OrderCard'

/** What can be booked. In 长辈版 four big things first. */
export default function ElderCarePage() {
  const { person, source } = useRouter().params
  const isSignedIn = useSession(({ me }) => me !== undefined)
  const acting = useActingFor('orders')
  // Staff book for whom they came with; a relative for whom they act, on every page alike.
  const isForFamily = source === undefined && person === undefined
  const whom = isForFamily ? acting?.personId : person
  return (
    <AppPage title="养老服务">
      <View className="stack-loose">
        {isForFamily && <WhoFor scope="orders" />}
        {isSignedIn ? (
          <ServicesHome key={whom ?? ''} person={whom} source={source} isSaid={isForFamily} />
        ) : (
          <SignInCard />
        )}
      </View>
    </AppPage>
  )
}

interface Whose {
  person: string | undefined
  /** Set when staff book for someone: at the counter, on the phone, on a visit. */
  source: string | undefined
}

/** @param isSaid whom it is for already stands above. */
function ServicesHome({ person, source, isSaid }: Whose & { isSaid: boolean }) {
  const isElder = useIsElder()
  const key = `services:${person ?? ''}`
  // Without a network she sees what there is, and the telephone number that books it.
  const services = useKept(
    key,
    useRemote(key, () => listServices(person)),
    () => source === undefined,
  )
  return (
    <RemoteView remote={services} rows={5}>
      {(data) => {
        const isOwn = data.client && source === undefined
        return (
          <View className="stack-loose">
            {!isSaid && <ForWhom client={data.client} />}
            {data.hint !== undefined && <Hint hint={data.hint} phone={data.phone} />}
            {isOwn && <NextOrders person={person} />}
            {isOwn && !isElder && <OwnPages person={person} />}
            <Catalogue data={data} person={person} source={source} />
            {isOwn && isElder && <OwnPages person={person} />}
            {data.phone !== undefined && data.hint === undefined && (
              <Button
                text="找不到想要的？打电话给社区"
                icon="phone"
                isBlock
                onPress={() => void callPhone(data.phone ?? '')}
              />
            )}
          </View>
        )
      }}
    </RemoteView>
  )
}

function Hint({ hint, phone }: { hint: string; phone: string | undefined }) {
  return (
    <View className="notice notice-warning">
      <View className="stack grow">
        <Text className="text-block">{hint}</Text>
        {phone !== undefined && (
          <Button text={`打电话 ${phone}`} icon="phone" onPress={() => void callPhone(phone)} />
        )}
      </View>
    </View>
  )
}

/** What still waits to be paid or sent, and the one that comes next. */
function NextOrders({ person }: { person: string | undefined }) {
  const orders = useRemote(`care:open:${person ?? ''}`, () => listOwnOrders(true, person))
  useLive('careOrder.changed', orders.reload)
  const items = orders.data?.items ?? []
  const waiting = items.filter(({ state }) => state === 'placed')
  const next = items.slice(0, 1).filter((order) => !waiting.includes(order))
  return (
    <View className="stack">
      {[...waiting, ...next].map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
    </View>
  )
}

/** The way to what has been booked, what it cost and who pays for it. */
function OwnPages({ person }: { person: string | undefined }) {
  return (
    <View className="stack">
      <Button
        text="我的服务和长期预约"
        icon="list"
        isBlock
        onPress={() => void Taro.navigateTo({ url: pageOf('orders', { person }) })}
      />
      <Button
        text="这个月的账单：花了多少，怎么付"
        icon="paper"
        isBlock
        onPress={() => void Taro.navigateTo({ url: pageOf('bill', { person }) })}
      />
      <Button
        text="一张卡：有哪些补贴，还剩多少"
        icon="heart"
        isBlock
        onPress={() =>
          void Taro.navigateTo({
            url: `/packages/programmes/pages/card/index${person === undefined ? '' : `?person=${person}`}`,
          })
        }
      />
    </View>
  )
}

function Catalogue({ data, ...whose }: Whose & { data: Services }) {
  const isElder = useIsElder()
  const asked = useRouter().params.group
  const [group, setGroup] = useState(careGroups.find((each) => each === asked))
  if (group === undefined)
    return isElder ? <CareGroupTiles onChoose={setGroup} /> : <AllItems items={data.items} {...whose} />
  return (
    <Section
      title={careGroupNames[group]}
      extra={
        <Button
          text={isElder ? '返回四项' : '看全部'}
          icon="back"
          kind="quiet"
          onPress={() => {
            setGroup(undefined)
          }}
        />
      }
    >
      <GroupItems items={data.items.filter((item) => item.group === group)} {...whose} />
    </Section>
  )
}

/** What cannot wait comes before everything else. */
const pressing: readonly CareClass[] = ['urgent', 'safety']
const pressingFirst = [...pressing, ...careClasses.filter((each) => !pressing.includes(each))]

/** One of the four: under a heading for each thing it is about, where there are several. */
function GroupItems({ items, ...whose }: Whose & { items: Service[] }) {
  const isElder = useIsElder()
  const isOne = new Set(items.map(({ careClass }) => careClass)).size < 2
  if (isOne) return <ItemList items={items} {...whose} />
  const names = isElder ? plainClassNames : careClassNames
  return (
    <View className="stack-loose">
      <ClassItems items={items} order={pressingFirst} names={names} {...whose} />
    </View>
  )
}

const AllItems = (props: Whose & { items: Service[] }) => (
  <ClassItems order={careClasses} names={careClassNames} {...props} />
)

interface ClassItemsProps extends Whose {
  items: Service[]
  order: readonly CareClass[]
  names: Record<CareClass, string>
}

function ClassItems({ items, order, names, ...whose }: ClassItemsProps) {
  return (
    <>
      {order.map((careClass) => {
        const shown = items.filter((item) => item.careClass === careClass)
        if (shown.length === 0) return null
        return (
          <Section key={careClass} title={names[careClass]}>
            <ItemList items={shown} {...whose} />
          </Section>
        )
      })}
    </>
  )
}

function ItemList({ items, person, source }: Whose & { items: Service[] }) {
  const sorted = [...items].sort((a, b) => Number(canHave(b)) - Number(canHave(a)))
  return (
    <View className="list">
      {sorted.map((item) => (
        <ListRow
          key={item.code}
          icon={classIcons[item.careClass]}
          title={item.name}
          note={describe(item)}
          onPress={() =>
            void Taro.navigateTo({
              url: isByPhone(item)
                ? checkInPage(person)
                : pageOf('item', { code: item.code, person, source }),
            })
          }
        />
      ))}
    </View>
  )
}

/** 每日报平安 needs nobody who offers it: it is a tap on one's own phone. */
const isByPhone = ({ code, isAvailable }: Service): boolean => code === 'dailyGreeting' && !isAvailable
const canHave = (item: Service): boolean => item.isAvailable || isByPhone(item)
const checkInPage = (person: string | undefined): string =>
  `/packages/safety/pages/checkIn/index${person === undefined ? '' : `?personId=${person}`}`

function describe(item: Service): string {
  if (isByPhone(item)) return '不用预约，每天在手机上按一下'
  return item.isAvailable ? item.priceText : `现在约不了：${item.why ?? ''}`
}
