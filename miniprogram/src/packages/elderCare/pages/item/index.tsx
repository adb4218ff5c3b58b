import type { Settlement } from '@linli/shared/elderCare/order.state'
import { formatFen } from '@linli/shared/elderCare/serviceItem'
import { sayYuan } from '@linli/shared/money'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { getProposal, type Proposal, type SlotOption } from '../../../../services/elderCare'
import { ForWhom } from '../../components/ForWhom'
import { PrintCard } from '../../components/PrintCard'
import { MonthlySwitch } from './MonthlySwitch'
import { keyOf, OptionChoice } from './OptionChoice'
import { Placed, Withdrawn } from './Placed'
import { PlanForm } from './PlanForm'
import { usePlacing } from './usePlacing'

/** One item: the next sensible time with its price, one tap to take it, everything else to be changed before. */
export default function CareItemPage() {
  const { code = '', person, source } = useRouter().params
  const [day, setDay] = useState<string>()
  // Above what is proposed: why the last one could not be had stays to be read beside the next.
  const action = useAction()
  const proposal = useRemote(`proposal:${code}:${person ?? ''}:${day ?? ''}`, () =>
    getProposal(code, person, day, source),
  )
  return (
    <AppPage title={proposal.data?.item.name ?? '预约服务'}>
      <RemoteView remote={proposal} rows={4}>
        {(data) => (
          <View className="stack-loose">
            <ForWhom client={data.client} />
            <Booking
              data={data}
              day={day}
              onDay={setDay}
              whose={{ person, source }}
              action={action}
              reload={proposal.reload}
            />
          </View>
        )}
      </RemoteView>
    </AppPage>
  )
}

interface BookingProps {
  data: Proposal
  day: string | undefined
  onDay: (day: string | undefined) => void
  whose: { person: string | undefined; source: string | undefined }
  action: ReturnType<typeof useAction>
  reload: () => void
}

function Booking({ data, day, onDay, whose, action, reload }: BookingProps) {
  // What was chosen may be full by now: then it is what is proposed instead.
  const [chosenKey, setChosenKey] = useState<string>()
  const chosen = data.others.find((option) => keyOf(option) === chosenKey) ?? data.proposal
  const [isChanging, setIsChanging] = useState(day !== undefined)
  const [isPlanning, setIsPlanning] = useState(false)
  const placing = usePlacing(data.item, whose)
  const { run, isBusy, problem } = action
  const [isMonthly, setIsMonthly] = useState(false)
  const place = async (option: SlotOption, settlement: Settlement) => {
    if (!(await run(() => placing.place(option, settlement)))) reload()
  }
  if (placing.order)
    return (
      <Placed order={placing.order} item={data.item} onUndone={placing.withdraw}>
        <CardToPrint item={data.item} whose={whose} />
      </Placed>
    )
  if (placing.withdrawn)
    return (
      <Withdrawn
        order={placing.withdrawn}
        onAgain={() => {
          placing.again()
          reload()
        }}
      />
    )
  return (
    <View className="stack-loose">
      {chosen ? (
        <>
          <ProposalCard option={chosen} data={data} />
          <CardToPrint item={data.item} whose={whose} />
          {problem !== undefined && <ErrorNotice message={problem} />}
          {placing.outgoingId !== undefined && <OutgoingNotice id={placing.outgoingId} />}
          <Button
            text={`${chosen.clashText === undefined ? '就约' : '还是约'}${chosen.timeText}`}
            kind="primary"
            icon="check"
            isBlock
            isBusy={isBusy}
            onPress={() => void place(chosen, isMonthly ? 'monthly' : 'station')}
          />
          {chosen.canPayOnline && whose.source === undefined && (
            <Button
              text="约好，现在在微信里付"
              isBlock
              isBusy={isBusy}
              onPress={() => void place(chosen, 'wechat')}
            />
          )}
          {chosen.selfPaidFen > 0 && <MonthlySwitch isOn={isMonthly} onChange={setIsMonthly} />}
          <View className="row-wrap">
            <Button
              text="换时间或换一家"
              icon="swap"
              onPress={() => {
                setIsChanging(!isChanging)
              }}
            />
            {data.item.canRecur && (
              <Button
                text="每周都要"
                icon="calendar"
                onPress={() => {
                  setIsPlanning(true)
                }}
              />
            )}
          </View>
        </>
      ) : (
        <Nothing data={data} />
      )}
      {isChanging && (
        <OptionChoice
          data={data}
          chosen={chosen}
          day={day}
          onDay={onDay}
          onChoose={(option) => {
            setChosenKey(keyOf(option))
          }}
        />
      )}
      {isPlanning && chosen && (
        <PlanForm
          option={chosen}
          others={data.proposal ? [data.proposal, ...data.others] : data.others}
          item={data.item}
          person={whose.person}
          onClose={() => {
            setIsPlanning(false)
          }}
        />
      )}
    </View>
  )
}

/** When the money is due: of nothing to pay none is. What has a note for a price, 「按医保价格」, is paid elsewhere. */
function describeSettling({ selfPaidFen, subsidyFen, priceText, canPayOnline }: SlotOption): string {
  if (selfPaidFen === 0 && (subsidyFen > 0 || priceText === formatFen(0))) return '您不用付钱。'
  return canPayOnline ? '可以到站结算，也可以现在在微信里付。' : '到站结算，不用现在付钱。'
}

function ProposalCard({ option, data: { item, consentAboveFen } }: { option: SlotOption; data: Proposal }) {
  const isAsked = option.canPayOnline && consentAboveFen !== undefined && option.selfPaidFen > consentAboveFen
  return (
    <Card kind="accent">
      <View className="stack">
        <Text className="text-block text-large text-strong">{option.timeText}</Text>
        <Text className="text-block">
          {option.unitName}
          {option.isUsual ? '（上次就是这家）' : ''}
        </Text>
        <Text className="text-block text-large">
          {option.subsidyFen > 0 || option.priceFen === 0 ? option.priceText : `自己付 ${option.priceText}`}
        </Text>
        {option.clashText !== undefined && <Text className="text-block text-strong">{option.clashText}</Text>}
        {option.isOrdered && (
          <Text className="text-block text-strong">这一天已经约过一次了，再约就是两次。</Text>
        )}
        <Text className="text-block text-soft">{describeSettling(option)}</Text>
        {isAsked && (
          <Text className="text-block">
            {`在微信里付超过说好的 ${sayYuan(consentAboveFen)}：按“付”以后，先请长者或另一位家人同意。`}
          </Text>
        )}
        <Text className="text-block text-small text-soft">{item.cancelText}。</Text>
        <Text className={`text-block ${item.needsCard ? 'text-strong' : 'text-small text-soft'}`}>
          {item.proofText}
        </Text>
      </View>
    </Card>
  )
}

/** Staff give her the card now: at her door nobody could start without it. */
function CardToPrint({
  item,
  whose: { person, source },
}: Pick<BookingProps, 'whose'> & { item: Proposal['item'] }) {
  const isStaff = source !== undefined && person !== undefined
  return item.needsCard && isStaff ? <PrintCard person={person} isMain /> : null
}

function Nothing({ data }: { data: Proposal }) {
  const phone = data.instead?.phone
  return (
    <Section title="现在约不了">
      <Card>
        <View className="stack">
          <Text className="text-block text-strong">{data.why}</Text>
          <Text className="text-block">{data.instead?.text}</Text>
          {phone !== undefined && (
            <Button
              text={`打电话给社区 ${phone}`}
              kind="primary"
              icon="phone"
              isBlock
              onPress={() => void callPhone(phone)}
            />
          )}
        </View>
      </Card>
    </Section>
  )
}
