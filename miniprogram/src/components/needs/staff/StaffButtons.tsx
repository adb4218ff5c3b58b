import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../Button'
import { ListRow } from '../../ListRow'
import { Sheet } from '../../Sheet'
import type { StaffAction } from './staffForm.types'
import { staffSpecs } from './staffSpecs'

interface StaffButtonsProps {
  /** The main ones first. */
  actions: readonly StaffAction[]
  isBusy: boolean
  onChoose: (action: StaffAction) => void
}

/** With more buttons than this, the others stand behind one. */
const mostButtons = 3

export function StaffButtons({ actions, isBusy, onChoose }: StaffButtonsProps) {
  const [isMoreOpen, setIsMoreOpen] = useState(false)
  const shown = actions.length > mostButtons ? actions.slice(0, mostButtons - 1) : actions
  const others = actions.slice(shown.length)
  if (actions.length === 0) return null
  return (
    <View className="action-bar">
      {shown.map((action, place) => (
        <Button
          key={action}
          text={staffSpecs[action].text}
          icon={staffSpecs[action].icon}
          kind={staffSpecs[action].kind ?? (place === 0 ? 'primary' : 'secondary')}
          isDisabled={isBusy}
          onPress={() => {
            onChoose(action)
          }}
        />
      ))}
      {others.length > 0 && (
        <Button
          text="更多操作"
          icon="more"
          isDisabled={isBusy}
          onPress={() => {
            setIsMoreOpen(true)
          }}
        />
      )}
      <MoreSheet
        isOpen={isMoreOpen}
        actions={others}
        onChoose={(action) => {
          setIsMoreOpen(false)
          onChoose(action)
        }}
        onClose={() => {
          setIsMoreOpen(false)
        }}
      />
    </View>
  )
}

interface MoreSheetProps {
  isOpen: boolean
  actions: readonly StaffAction[]
  onChoose: (action: StaffAction) => void
  onClose: () => void
}

function MoreSheet({ isOpen, actions, onChoose, onClose }: MoreSheetProps) {
  return (
    <Sheet title="更多操作" isOpen={isOpen} onClose={onClose}>
      <View className="list">
        {actions.map((action) => (
          <ListRow
            key={action}
            icon={staffSpecs[action].icon}
            title={staffSpecs[action].text}
            onPress={() => {
              onChoose(action)
            }}
          />
        ))}
      </View>
    </Sheet>
  )
}
