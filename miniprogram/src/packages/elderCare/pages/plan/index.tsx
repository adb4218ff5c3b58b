import { weekdayNames } from '@linli/shared/time'
import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { DateField } from '../../../../components/DateField'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { MultiChoice } from '../../../../components/MultiChoice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Sheet } from '../../../../components/Sheet'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { useAction } from '../../../../hooks/useAction'
import { useSubmit } from '../../../../hooks/useSubmit'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { actOnPlan, getPlan, type CarePlan } from '../../../../services/elderCare'
import { pageOf } from '../../components/careWords'
import { PayButton } from '../../components/PayButton'

/** A plan and each of its next days; one tap leaves a day out, or takes it in again. */
export default function CarePlanPage() {
  const { id = '' } = useRouter().params
  const plan = useRemote(`carePlan:${id}`, () => getPlan(id))
  useLive('careOrder.changed', plan.reload)
  return (
    <AppPage title={plan.data?.item.name ?? '长期预约'}>
      <RemoteView remote={plan} rows={5}>
        {(data) => <PlanDetail plan={data} reload={plan.reload} />}
      </RemoteView>
    </AppPage>
  )
}

type Change = Parameters<typeof actOnPlan>[1]

function PlanDetail({ plan, reload }: { plan: CarePlan; reload: () => void }) {
  const [sheet, setSheet] = useState<'pause' | 'change' | 'end'>()
  const { run, isBusy, problem } = useAction()
  const settle = useSubmit()
  const act = (body: Change) =>
    run(async () => {
      try {
        await settle(actOnPlan(plan.id, body, plan.item.name))
        setSheet(undefined)
      } finally {
        reload()
      }
    })
  const close = () => {
    setSheet(undefined)
  }
  const may = (action: CarePlan['actions'][number]) => plan.actions.includes(action)
  return (
    <View className="stack-loose">
      <ForPerson person={plan.personId} />
      <Card kind="accent">
        <View className="stack">
          <Text className="text-block text-strong">{plan.personName}</Text>
          <Text className="text-block text-large text-strong">{plan.timeText}</Text>
          <Text className="text-block">
            {plan.unitName}，{plan.priceText}
          </Text>
          {plan.payText !== undefined && <Text className="text-block">{plan.payText}</Text>}
          <Text className="text-block">{plan.stateText}</Text>
          {plan.placedBy !== undefined && <Text className="text-block text-soft">{plan.placedBy}</Text>}
        </View>
      </Card>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Section title="接下来">
        <View className="stack">
          {plan.days.map((day) => (
            <DayRow key={day.day} day={day} plan={plan} isBusy={isBusy} onAct={act} />
          ))}
        </View>
      </Section>
      <View className="row-wrap">
        {may('resume') && (
          <Button text="恢复" kind="primary" icon="play" onPress={() => void act({ action: 'resume' })} />
        )}
        {(['pause', 'change', 'end'] as const).filter(may).map((action) => (
          <Button
            key={action}
            text={{ pause: '暂停一阵', change: '改星期', end: '以后不要了' }[action]}
            kind={action === 'end' ? 'quiet' : 'secondary'}
            onPress={() => {
              setSheet(action)
            }}
          />
        ))}
      </View>
      {sheet === 'pause' && <PauseSheet onAct={act} onClose={close} isBusy={isBusy} />}
      {sheet === 'change' && <ChangeSheet plan={plan} onAct={act} onClose={close} isBusy={isBusy} />}
      <ConfirmSheet
        title="以后不要了"
        message="截止前的都取消，不收费；厨房已经在准备的那一份照常送。以后可以再约。"
        confirmText="结束长期预约"
        isDanger
        isOpen={sheet === 'end'}
        isBusy={isBusy}
        onConfirm={() => void act({ action: 'end' })}
        onClose={close}
      />
    </View>
  )
}

interface DayRowProps {
  day: CarePlan['days'][number]
  plan: CarePlan
  isBusy: boolean
  onAct: (body: Change) => Promise<boolean>
}

function DayRow({ day, plan, isBusy, onAct }: DayRowProps) {
  const { orderId } = day
  const isWanted = day.state === 'ordered' || day.state === 'planned' || day.state === 'problem'
  return (
    <Card kind="flat">
      <View className="stack">
        <View>
          <Text className="text-block text-strong">{day.text}</Text>
          <Text className="text-block text-soft">{day.note}</Text>
        </View>
        <View className="row-wrap">
          {day.mayChange && isWanted && plan.actions.includes('skip') && (
            <Button
              text="这一天不要"
              isDisabled={isBusy}
              onPress={() => void onAct({ action: 'skip', day: day.day })}
            />
          )}
          {day.mayChange && day.state === 'skipped' && plan.actions.includes('unskip') && (
            <Button
              text="还是要"
              isDisabled={isBusy}
              onPress={() => void onAct({ action: 'unskip', day: day.day })}
            />
          )}
          {orderId !== undefined && day.payableFen !== undefined && (
            <PayButton id={orderId} fen={day.payableFen} />
          )}
          {orderId !== undefined && (
            <Button
              text="看这一单"
              kind="quiet"
              onPress={() => void Taro.navigateTo({ url: pageOf('order', { id: orderId }) })}
            />
          )}
        </View>
      </View>
    </Card>
  )
}

interface FormProps {
  onAct: (body: Change) => Promise<boolean>
  onClose: () => void
  isBusy: boolean
}

function PauseSheet({ onAct, onClose, isBusy }: FormProps) {
  const [until, setUntil] = useState('')
  return (
    <Sheet
      title="暂停一阵"
      isOpen
      onClose={onClose}
      footer={
        <Button
          text={until === '' ? '暂停，以后自己恢复' : '暂停到这一天'}
          kind="primary"
          isBlock
          isBusy={isBusy}
          onPress={() => void onAct({ action: 'pause', ...(until === '' ? {} : { until }) })}
        />
      }
    >
      <DateField label="到哪一天（可以不选）" value={until} onChange={setUntil} />
    </Sheet>
  )
}

function ChangeSheet({ plan, onAct, onClose, isBusy }: FormProps & { plan: CarePlan }) {
  const [days, setDays] = useState(plan.weekdays.map(String))
  const [skipsHolidays, setSkipsHolidays] = useState(plan.skipsHolidays)
  const body = { action: 'change' as const, weekdays: days.map(Number), skipsHolidays }
  return (
    <FormSheet
      title="改星期"
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      isDisabled={days.length === 0}
      onSubmit={() => void onAct(body)}
    >
      <MultiChoice
        label="星期几"
        options={[1, 2, 3, 4, 5, 6, 0].map((day) => ({
          value: String(day),
          text: weekdayNames[day] ?? '',
        }))}
        value={days}
        onChange={setDays}
      />
      <SwitchRow title="节假日不要" isOn={skipsHolidays} onChange={setSkipsHolidays} />
    </FormSheet>
  )
}
