import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { ActionBar } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { decidePaymentConsent, listPaymentConsents, type PaymentConsent } from '../../../../services/families'
import { getOrder } from '../../../../services/elderCare'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'

/** Payments above a limit: those that wait for my word, and those I asked for. */
export default function PaymentsPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="付款同意">{me ? <Consents userId={me.id} /> : <SignInCard />}</AppPage>
}

function Consents({ userId }: { userId: string }) {
  const consents = useRemote(`paymentConsents:${userId}`, listPaymentConsents)
  return (
    <RemoteView remote={consents} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon="paper" title="没有要同意的付款" message="亲属付的钱超过说好的数，会先来问您。" />
        ) : (
          <View className="stack">
            {items.map((consent) => (
              <ConsentCard key={consent.id} consent={consent} onDone={consents.reload} />
            ))}
          </View>
        )
      }
    </RemoteView>
  )
}

/** What the money is for, by its name where one may read the order: messages leave out what tells of her health. */
function Purpose({ consent: { purpose, record, waitsFor } }: { consent: PaymentConsent }) {
  const isForStaff = waitsFor === 'staff'
  const { data: order } = useRemote(`consented:${record.id}:${isForStaff}`, () =>
    isForStaff ? Promise.resolve(undefined) : getOrder(record.id),
  )
  return (
    <Text className="text-block">
      {order ? `${order.item.name}，${order.timeText}，${order.unitName}` : purpose}
    </Text>
  )
}

function ConsentCard({ consent, onDone }: { consent: PaymentConsent; onDone: () => void }) {
  const now = useNow(60_000)
  const { amountFen, proxyText, elderName, isForViewer, stateText, expiresAt, state, canDecide, note } =
    consent
  // The card says it all: only staff, who decide on somebody's word, write down whose.
  const ask =
    consent.waitsFor === 'staff'
      ? {
          ask: {
            text: { label: '打给了谁、怎么说的（老人和社区工作人员看得到）', isRequired: true, most: 300 },
          },
        }
      : {}
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{(amountFen / 100).toFixed(2)} 元</Text>
        <Purpose consent={consent} />
        <Text className="text-block">{isForViewer ? '给您办的' : `给 ${elderName} 办的`}</Text>
        <Text className="text-block text-soft">{proxyText}</Text>
        <Text className="text-block">{stateText}</Text>
        {note !== undefined && <Text className="text-block text-soft">{note}</Text>}
        {state === 'waiting' && (
          <Text className="text-block text-small text-soft">
            {describeMoment(expiresAt, now)} 前没有人答复，这笔钱就不付
          </Text>
        )}
        {canDecide && (
          <ActionBar
            formKey={`consent:${consent.id}`}
            actions={[
              { action: 'approve', text: '同意付', icon: 'check', ...ask },
              { action: 'refuse', text: '不同意', ...ask },
            ]}
            onAct={async (action, { text }) => {
              await decidePaymentConsent(consent.id, action === 'approve', text)
              onDone()
            }}
          />
        )}
      </View>
    </Card>
  )
}
