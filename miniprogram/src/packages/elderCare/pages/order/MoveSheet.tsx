import { Text } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../../components/ChoiceList'
import { RemoteView } from '../../../../components/RemoteView'
import { FormSheet } from '../../../../components/FormSheet'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getProposal, type SlotOption } from '../../../../services/elderCare'
import type { OrderSheetProps } from './sheet.types'

const keyOf = ({ offeringId, startsAt }: SlotOption): string => `${offeringId} ${startsAt}`

/** Another unit or time, as agreed with the elder on the telephone; the price stays. */
export function MoveSheet({ order, onSend, onClose }: OrderSheetProps) {
  const { personId } = order
  const options = useRemote(`move:${order.id}`, () => getProposal(order.item.code, personId, undefined))
  const [key, setKey] = useState<string>()
  const { run, isBusy, problem } = useAction()
  return (
    <RemoteView remote={options}>
      {(data) => {
        const all = [...(data.proposal ? [data.proposal] : []), ...data.others]
        const chosen = all.find((option) => keyOf(option) === key)
        const send = ({ offeringId, startsAt }: SlotOption) =>
          run(() => onSend({ action: 'move', offeringId, startsAt }))
        return (
          <FormSheet
            title="换一家或换时间"
            onClose={onClose}
            submitText="就换这个"
            isBusy={isBusy}
            isDisabled={!chosen}
            problem={problem}
            onSubmit={() => {
              if (chosen) void send(chosen)
            }}
          >
            <Text className="text-block">请先打电话和长者说好。价钱不变。</Text>
            <ChoiceList
              label="换到"
              value={key}
              onChange={setKey}
              options={all.map((option) => ({
                value: keyOf(option),
                label: option.timeText,
                note: option.unitName,
              }))}
            />
          </FormSheet>
        )
      }}
    </RemoteView>
  )
}
