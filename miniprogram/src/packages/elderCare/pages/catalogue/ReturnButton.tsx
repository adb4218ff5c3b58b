import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useAction } from '../../../../hooks/useAction'
import { deleteServiceItem, type CareItem } from '../../../../services/elderCare'

interface ReturnButtonProps {
  area: string
  item: CareItem
  onDone: (message: string) => void
}

/** Gives up what this area laid down for itself: from then on it does as the level above says. */
export function ReturnButton({ area, item, onDone }: ReturnButtonProps) {
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy, problem } = useAction()
  const giveUp = () =>
    run(async () => {
      await deleteServiceItem(area, item.code)
      onDone(`${item.name}现在按上级的做法办。`)
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="不用这里的做法，按上级的办"
        icon="back"
        kind="quiet"
        isBlock
        onPress={() => {
          setIsAsking(true)
        }}
      />
      <ConfirmSheet
        title="按上级的办"
        message="这里写的价格、时间、证明和取消规则不再用，改用上级的。已经约好的单不变。"
        confirmText="按上级的办"
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void giveUp()}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </View>
  )
}
