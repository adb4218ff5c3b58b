import { weekdayNames } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { MultiChoice } from '../../../../components/MultiChoice'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import {
  createOffering,
  updateOffering,
  type OfferingContent,
  type Provider,
} from '../../../../services/elderCare'

type Offering = Provider['offerings'][number]

interface WindowForm {
  weekdays: string[]
  from: string
  to: string
  capacity: string
}

interface OfferingSheetProps {
  provider: Provider
  code: string
  offering: Offering | undefined
  onDone: (message: string) => void
  onClose: () => void
}

const firstWindow: WindowForm = {
  weekdays: ['1', '2', '3', '4', '5'],
  from: '09:00',
  to: '11:00',
  capacity: '2',
}

const toForm = ({ weekdays, from, to, capacity }: Offering['windows'][number]): WindowForm => ({
  weekdays: weekdays.map(String),
  from,
  to,
  capacity: String(capacity),
})

/** When, for how many, at what price a unit does one item. */
export function OfferingSheet({ provider, code, offering, onDone, onClose }: OfferingSheetProps) {
  const [windows, setWindows] = useState<WindowForm[]>(offering?.windows.map(toForm) ?? [firstWindow])
  const [yuan, setYuan] = useState(offering?.priceFen === undefined ? '' : String(offering.priceFen / 100))
  const [delivery, setDelivery] = useState(
    offering?.deliveryFen === undefined ? '' : String(offering.deliveryFen / 100),
  )
  const [isOpen, setIsOpen] = useState(offering?.isOpen ?? true)
  const [isAcceptedAtOnce, setIsAcceptedAtOnce] = useState(offering?.isAcceptedAtOnce ?? false)
  const { run, isBusy, problem } = useAction()
  const name = offering?.item.name ?? provider.unoffered.find((item) => item.code === code)?.name ?? ''
  const content: OfferingContent = {
    windows: windows.map(({ weekdays, from, to, capacity }) => ({
      ...{ weekdays: weekdays.map(Number), from, to },
      capacity: Number(capacity),
    })),
    ...(yuan.trim() === '' ? {} : { priceFen: Math.round(Number(yuan) * 100) }),
    ...(delivery.trim() === '' ? {} : { deliveryFen: Math.round(Number(delivery) * 100) }),
    ...{ isAcceptedAtOnce, isOpen },
  }
  const save = () =>
    run(async () => {
      if (offering) await updateOffering(offering.id, offering.version, content)
      else await createOffering(provider.unitId, code, content)
      onDone(`${name}已保存。`)
    })
  const changeAt = (index: number, part: Partial<WindowForm>) => {
    setWindows(windows.map((window, i) => (i === index ? { ...window, ...part } : window)))
  }
  return (
    <FormSheet
      title={name}
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      problem={problem}
      onSubmit={() => void save()}
    >
      <SwitchRow title="现在提供" isOn={isOpen} onChange={setIsOpen} />
      {!isOpen && (
        <Text className="text-block text-small text-soft">
          约好的人会自动转到别家；转不了的，由社区打电话。一小时内就到时间的，社区会来问还做不做。
        </Text>
      )}
      <SwitchRow
        title="下单就算接单"
        note="食堂适用：截止前订的都做"
        isOn={isAcceptedAtOnce}
        onChange={setIsAcceptedAtOnce}
      />
      <TextField
        label="价格（元，不填就按目录）"
        name="priceFen"
        type="digit"
        value={yuan}
        most={8}
        onChange={setYuan}
      />
      <TextField
        label="送上门另加（元，不填就按目录）"
        name="deliveryFen"
        type="digit"
        value={delivery}
        most={8}
        onChange={setDelivery}
      />
      {windows.map((window, index) => (
        <WindowFields
          key={index}
          number={index + 1}
          value={window}
          onChange={(part) => {
            changeAt(index, part)
          }}
        />
      ))}
      <Button
        text="再加一个时段"
        icon="plus"
        onPress={() => {
          setWindows([...windows, { ...firstWindow, from: '14:00', to: '16:00' }])
        }}
      />
      {windows.length > 1 && (
        <Button
          text="去掉最后一个时段"
          icon="minus"
          kind="quiet"
          onPress={() => {
            setWindows(windows.slice(0, -1))
          }}
        />
      )}
    </FormSheet>
  )
}

interface WindowFieldsProps {
  number: number
  value: WindowForm
  onChange: (part: Partial<WindowForm>) => void
}

function WindowFields({ number, value, onChange }: WindowFieldsProps) {
  return (
    <Card kind="flat">
      <View className="stack">
        <MultiChoice
          label={`时段 ${number}：星期几`}
          options={[1, 2, 3, 4, 5, 6, 0].map((day) => ({
            value: String(day),
            text: weekdayNames[day] ?? '',
          }))}
          value={value.weekdays}
          onChange={(weekdays) => {
            onChange({ weekdays })
          }}
        />
        <TextField
          label={`时段 ${number}：从几点`}
          value={value.from}
          most={5}
          placeholder="09:00"
          onChange={(from) => {
            onChange({ from })
          }}
        />
        <TextField
          label={`时段 ${number}：到几点`}
          value={value.to}
          most={5}
          placeholder="11:00"
          onChange={(to) => {
            onChange({ to })
          }}
        />
        <TextField
          label={`时段 ${number}：最多几位`}
          type="number"
          value={value.capacity}
          most={4}
          onChange={(capacity) => {
            onChange({ capacity })
          }}
        />
      </View>
    </Card>
  )
}
