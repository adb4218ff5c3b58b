import { formatClock, weekdayNames, weekdayOf, toShanghaiDay } from '@linli/shared/time'
import { Text } from '@tarojs/components'
import { useState } from 'react'
import { MultiChoice } from '../../../../components/MultiChoice'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { useAction } from '../../../../hooks/useAction'
import { useSubmit } from '../../../../hooks/useSubmit'
import { stayUntilDone } from '../../../../platform/stay'
import { createPlan, type Proposal, type SlotOption } from '../../../../services/elderCare'
import { pageOf } from '../../components/careWords'
import { MonthlySwitch } from './MonthlySwitch'

const weekdays = [1, 2, 3, 4, 5, 6, 0]
const workdays = ['1', '2', '3', '4', '5']

interface PlanFormProps {
  option: SlotOption
  /** What else is free: each day has its own price, where a programme paid for another meal of it. */
  others: readonly SlotOption[]
  item: Proposal['item']
  person: string | undefined
  onClose: () => void
}

const weekdayOfOption = ({ startsAt }: SlotOption): string =>
  String(weekdayOf(toShanghaiDay(new Date(startsAt))))

/** The next of them that the plan will order. */
function findNext(option: SlotOption, others: readonly SlotOption[], chosen: readonly string[]): SlotOption {
  const clock = formatClock(new Date(option.startsAt))
  const isOfPlan = (each: SlotOption) =>
    each.offeringId === option.offeringId &&
    formatClock(new Date(each.startsAt)) === clock &&
    chosen.includes(weekdayOfOption(each))
  return [option, ...others].find(isOfPlan) ?? option
}

/** The same time on these weekdays, week after week. */
export function PlanForm({ option, others, item, person, onClose }: PlanFormProps) {
  const startsAt = new Date(option.startsAt)
  const isMeal = item.careClass === 'meal'
  const [chosen, setChosen] = useState<string[]>(isMeal ? workdays : [weekdayOfOption(option)])
  const [skipsHolidays, setSkipsHolidays] = useState(false)
  const [isMonthly, setIsMonthly] = useState(false)
  const { run, isBusy, problem } = useAction()
  const settle = useSubmit()
  const send = () =>
    run(async () => {
      const { goTo } = stayUntilDone()
      const plan = await settle(
        createPlan(
          {
            ...(person === undefined ? {} : { personId: person }),
            ...{ itemCode: item.code, offeringId: option.offeringId, from: formatClock(startsAt) },
            ...{ weekdays: chosen.map(Number), skipsHolidays },
            ...(isMonthly ? { settlement: 'monthly' as const } : {}),
          },
          `每周：${item.name}`,
        ),
      )
      await goTo(pageOf('plan', { id: plan.id }))
    })
  return (
    <FormSheet
      title="每周哪几天要"
      onClose={onClose}
      submitText="就这样，每周自动约"
      isBusy={isBusy}
      isDisabled={chosen.length === 0}
      problem={problem}
      onSubmit={() => void send()}
    >
      <Text className="text-block">
        {`${option.unitName}，${formatClock(startsAt)} 开始。按现在的补贴，${findNext(option, others, chosen).weeklyPriceText ?? ''}`}
      </Text>
      <MultiChoice
        label="星期几"
        options={weekdays.map((day) => ({ value: String(day), text: weekdayNames[day] ?? '' }))}
        value={chosen}
        onChange={setChosen}
      />
      <SwitchRow title="节假日不要" isOn={skipsHolidays} onChange={setSkipsHolidays} />
      {option.selfPaidFen > 0 && <MonthlySwitch isOn={isMonthly} onChange={setIsMonthly} />}
      <Text className="text-block text-soft">
        每天只约一份，不会重复。哪天不要，截止前点一下就行；单位那天不开，会换一家或打电话告诉您。
      </Text>
    </FormSheet>
  )
}
