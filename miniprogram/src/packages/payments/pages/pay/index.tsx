import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { payableKinds, type PayableKind } from '@linli/shared/payments/payment.state'
import { formatYuan } from '@linli/shared/money'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { FactList } from '../../../../components/FactList'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getPayable,
  getPayment,
  type Payable,
  type PayableRef,
  type Payment,
} from '../../../../services/payments'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { usePaying } from '../../components/usePaying'

/** What there is to pay and to whom, the button, and live what becomes of it. With a kind the id is the thing's. */
export default function PayPage() {
  const { kind, id = '' } = useRouter().params
  const isSignedIn = useSession((state) => state.me !== undefined)
  const known = payableKinds.find((each) => each === kind)
  return (
    <AppPage title="付款">
      {!isSignedIn && <SignInCard />}
      {isSignedIn && (known ? <Due kind={known} id={id} /> : <Known id={id} />)}
    </AppPage>
  )
}

/** From a message: the payment itself. */
function Known({ id }: { id: string }) {
  const remote = useRemote(`payment:${id}`, () => getPayment(id))
  useLive('payment.changed', (changed) => {
    if (changed.id === id) remote.reload()
  })
  return <RemoteView remote={remote}>{(payment) => <PaymentCard payment={payment} />}</RemoteView>
}

function Due({ kind, id }: { kind: PayableKind; id: string }) {
  const remote = useRemote(`payable:${kind}:${id}`, () => getPayable({ kind, id }))
  useLive('payment.changed', remote.reload)
  return (
    <RemoteView remote={remote}>
      {(payable) => <DueCard payable={payable} payableRef={{ kind, id }} onChanged={remote.reload} />}
    </RemoteView>
  )
}

/** Of all that can be paid there are orders only. */
const orderOf = ({ id }: PayableRef): string => `/packages/elderCare/pages/order/index?id=${id}`

const sayElsewhere = (isStanding: boolean) =>
  isStanding ? '也可以到服务站付' : '也可以回到预约，点“改到站结算”'

const stepWords = {
  cancelled: () => '没有付，也没有扣钱。想付的时候再按一次。',
  failed: (isStanding: boolean) => `微信没有付成，没有扣钱。请再按一次；${sayElsewhere(isStanding)}。`,
  unavailable: (isStanding: boolean) => `请在微信里打开邻里再付；${sayElsewhere(isStanding)}。`,
} as const

interface DueCardProps {
  payable: Payable
  payableRef: PayableRef
  onChanged: () => void
}

function DueCard({ payable, payableRef, onChanged }: DueCardProps) {
  const {
    title,
    amountFen,
    payeeName,
    payBy,
    isStanding,
    canPayOnline,
    whyNot,
    payment,
    consentText,
    isConsentAwaited,
  } = payable
  const { step, isBusy, problem, start, clear } = usePaying(payableRef, amountFen, payment, onChanged)
  // Whoever was asked for a consent has answered: what stood here is over.
  useLive('inbox.changed', () => {
    clear()
    onChanged()
  })
  const now = useNow()
  const isOpen = payment === undefined || payment.state === 'open'
  if (!isOpen) return <PaymentCard payment={payment} />
  if (payment && step === 'waiting')
    return <PaymentCard payment={payment} waitingText={waitingTexts[isStanding ? 'standing' : 'unpaid']} />
  const words = step === 'idle' || step === 'waiting' ? undefined : stepWords[step](isStanding)
  return (
    <View className="stack">
      <ForPerson person={payable.personId} />
      <Card>
        <View className="stack">
          <Text className="text-block text-strong">{title}</Text>
          <Text className="text-block text-large text-strong">{formatYuan(amountFen)}</Text>
          <FactList
            facts={[
              { label: '付给', value: payeeName },
              {
                label: isStanding ? '不付也行' : '最晚',
                value: isStanding
                  ? '预约照常，可以到服务站付'
                  : `${describeMoment(payBy, now)} 前付，过了时间会自动取消，不扣钱`,
              },
            ]}
          />
        </View>
      </Card>
      {consentText !== undefined && (
        <Card kind="accent">
          <Text className="text-block" aria-live="polite">
            {consentText}
          </Text>
        </Card>
      )}
      {words !== undefined && <Text className="text-block text-strong">{words}</Text>}
      {problem !== undefined && <ErrorNotice message={problem} />}
      {canPayOnline ? (
        <Button
          text={isConsentAwaited === true ? '等同意以后再付' : `付 ${formatYuan(amountFen)}`}
          kind={isConsentAwaited === true ? 'secondary' : 'primary'}
          isBlock
          isBusy={isBusy}
          isDisabled={isConsentAwaited === true}
          onPress={start}
        />
      ) : (
        <Text className="text-block">{whyNot}</Text>
      )}
      <Button
        text="回到预约"
        kind="quiet"
        isBlock
        onPress={() => void Taro.redirectTo({ url: orderOf(payableRef) })}
      />
    </View>
  )
}

const waitingTexts = {
  unpaid: '微信确认后这里会自己变。如果您没有付，时间到了会自动取消，不扣钱。',
  standing: '微信确认后这里会自己变。如果您没有付，预约照常，不扣钱。',
}

/** @param waitingText while WeChat has not confirmed what the phone says */
function PaymentCard({ payment, waitingText }: { payment: Payment; waitingText?: string }) {
  const { title, stateText, nextText, amountFen, refundedFen, payeeName, proxyText, page, state, paidAt } =
    payment
  const now = useNow()
  return (
    <View className="stack">
      <ForPerson person={payment.personId} />
      {state === 'paid' && <DoneNotice message={stateText} />}
      <Card>
        <View className="stack">
          <Text className="text-block text-large text-strong" aria-live="polite">
            {waitingText === undefined ? stateText : '等微信确认 …'}
          </Text>
          <Text className="text-block">{waitingText ?? nextText}</Text>
          <FactList
            facts={[
              { label: '付的是', value: title },
              { label: '付给', value: payeeName },
              { label: '多少', value: formatYuan(amountFen) },
              { label: '已退', value: refundedFen > 0 ? formatYuan(refundedFen) : undefined },
              {
                label: '什么时候付的',
                value: paidAt === undefined ? undefined : describeMoment(paidAt, now),
              },
              { label: '谁付的', value: proxyText },
            ]}
          />
        </View>
      </Card>
      <Button text="看预约" isBlock onPress={() => void Taro.redirectTo({ url: `/${page}` })} />
    </View>
  )
}
