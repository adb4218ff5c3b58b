import { formatDay, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../../components/ChoiceList'
import { FilterBar } from '../../../../components/FilterBar'
import { FormSheet } from '../../../../components/FormSheet'
import { RemoteView } from '../../../../components/RemoteView'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getProposal, type Proposal, type SlotOption } from '../../../../services/elderCare'
import type { OrderSheetProps } from './sheet.types'

const keyOf = ({ offeringId, startsAt }: SlotOption): string => `${offeringId} ${startsAt}`

const listAll = ({ proposal, others }: Proposal): SlotOption[] =>
  [...(proposal ? [proposal] : []), ...others].sort((a, b) => a.startsAt.localeCompare(b.startsAt))

const sayDay = (day: string): string => formatDay(fromShanghaiDay(day), new Date())

/** Hers is always among them, so that one can go back to it. */
const listDays = ({ days }: Proposal, day: string) =>
  [...new Set([...days, day])].sort().map((value) => ({ value, text: sayDay(value) }))

/** Another unit on her day, or another time, as agreed with the elder on the telephone; the price stays. */
export function MoveSheet({ order, onSend, onClose }: OrderSheetProps) {
  const { personId, item, startsAt: agreed } = order
  const [day, setDay] = useState(toShanghaiDay(new Date(agreed)))
  const options = useRemote(`move:${order.id}:${day}`, () => getProposal(item.code, personId, day))
  const [key, setKey] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const chosen = options.data && listAll(options.data).find((option) => keyOf(option) === key)
  return (
    <FormSheet
      title="换一家或换时间"
      onClose={onClose}
      submitText="就换这个"
      isBusy={isBusy}
      isDisabled={!chosen}
      problem={problem}
      onSubmit={() => {
        if (!chosen) return
        const { offeringId, startsAt } = chosen
        void run(() => onSend({ action: 'move', offeringId, startsAt }))
      }}
    >
      <Text className="text-block">请先打电话和长者说好。价钱不变。</Text>
      <RemoteView remote={options}>
        {(data) => (
          <View className="stack">
            <FilterBar label="哪一天" value={day} options={listDays(data, day)} onChange={setDay} />
            {listAll(data).length === 0 && (
              <Text className="text-block">{`${sayDay(day)}没有别的单位能做，请看别的日子。`}</Text>
            )}
            <ChoiceList
              label="换到"
              value={key}
              onChange={setKey}
              options={listAll(data).map((option) => ({
                value: keyOf(option),
                label: option.timeText,
                note: option.unitName,
              }))}
            />
          </View>
        )}
      </RemoteView>
    </FormSheet>
  )
}
