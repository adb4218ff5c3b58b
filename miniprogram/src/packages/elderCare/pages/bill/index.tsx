import { sayYuan } from '@linli/shared/money'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { MonthChoice } from '../../../../components/MonthChoice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { getMonthBill, type OwnBill } from '../../../../services/monthBills'
import { useSession } from '../../../../stores/session'
import { BillRows } from '../../components/BillRows'

/** What a month of care costs: who pays what of it, and when and where the rest is paid. */
export default function MonthBillPage() {
  const isSignedIn = useSession(({ me }) => me !== undefined)
  const { person, month: first } = useRouter().params
  return (
    <AppPage title="月账单">
      {isSignedIn ? (
        <View className="stack-loose">
          <ForPerson person={person} />
          <MonthChoice first={first}>{(month) => <Month month={month} person={person} />}</MonthChoice>
        </View>
      ) : (
        <SignInCard />
      )}
    </AppPage>
  )
}

function Month({ month, person }: { month: string; person: string | undefined }) {
  const bill = useRemote(`monthBill:${person ?? ''}:${month}`, () => getMonthBill(month, person))
  useLive('careOrder.changed', bill.reload)
  return (
    <RemoteView remote={bill} rows={4}>
      {(data) => (
        <View className="stack-loose">
          <Card kind="accent">
            <View className="stack-tight">
              <Text className="text-block text-soft">{data.personName}</Text>
              <Text className="text-block text-large text-strong">{data.text}</Text>
              <Later bill={data} />
            </View>
          </Card>
          <ToPay parts={data.toPay} />
          {data.rows.length > 0 && (
            <Section title="每一单">
              <BillRows rows={data.rows} self="自己" />
            </Section>
          )}
        </View>
      )}
    </RemoteView>
  )
}

/** What is not asked for yet. */
function Later({ bill: { waiting, ahead } }: { bill: OwnBill }) {
  return (
    <>
      {waiting.orders > 0 && (
        <Text className="text-block">
          {`还有 ${waiting.orders} 单等确认，${sayYuan(waiting.fen)}，确认以后再付。三天没有说不对，就按做好了算。`}
        </Text>
      )}
      {ahead.orders > 0 && (
        <Text className="text-block">
          {`这个月还约了 ${ahead.orders} 次，${ahead.fen > 0 ? `还要付 ${sayYuan(ahead.fen)}` : '不用再付钱'}。`}
        </Text>
      )}
    </>
  )
}

function ToPay({ parts }: { parts: OwnBill['toPay'] }) {
  if (parts.length === 0) return null
  return (
    <Section title="要付的">
      <View className="stack">
        {parts.map(({ unitId, unitName, orders, fen, text, phone }) => (
          <Card key={unitId}>
            <View className="stack-tight">
              <View className="row-between">
                <Text className="text-strong grow">{unitName}</Text>
                <Text className="figures text-large text-strong">{sayYuan(fen)}</Text>
              </View>
              <Text className="text-block">{`${orders} 单。${text}`}</Text>
              {phone !== undefined && (
                <>
                  <Text className="text-block">{`电话 ${phone}`}</Text>
                  <Button text="打电话问一问" icon="phone" onPress={() => void callPhone(phone)} />
                </>
              )}
            </View>
          </Card>
        ))}
      </View>
    </Section>
  )
}
