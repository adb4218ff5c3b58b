import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Sheet } from '../../../../components/Sheet'
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
          <Sheet
            title="换一家或换时间"
            isOpen
            onClose={onClose}
            footer={
              <Button
                text="就换这个"
                kind="primary"
                isBlock
                isBusy={isBusy}
                isDisabled={!chosen}
                onPress={() => {
                  if (chosen) void send(chosen)
                }}
              />
            }
          >
            <View className="stack">
              {problem !== undefined && <ErrorNotice message={problem} />}
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
            </View>
          </Sheet>
        )
      }}
    </RemoteView>
  )
}
