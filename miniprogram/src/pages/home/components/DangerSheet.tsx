import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Sheet } from '../../../components/Sheet'
import { callPhone } from '../../../platform/call'
import type { Tile } from '../../../services/categories'

interface DangerSheetProps {
  tile: Tile | undefined
  onTell: (tile: Tile) => void
  onClose: () => void
}

/** Danger to life: the phone first, the form second (must-get-right 6). */
export function DangerSheet({ tile, onTell, onClose }: DangerSheetProps) {
  if (!tile) return null
  return (
    <Sheet title={tile.name} isOpen onClose={onClose}>
      <View className="stack">
        <Text className="text-block text-large text-strong">有危险，请先打电话！</Text>
        {tile.phones.map(({ name, number }) => (
          <Button
            key={number}
            text={`${name} ${number}`}
            kind="danger"
            icon="phone"
            className="is-final"
            isBlock
            onPress={() => void callPhone(number)}
          />
        ))}
        <Text className="text-block text-soft">打过电话，再按下面的按钮，社区值班的人会马上知道。</Text>
        <Button
          text="同时告诉社区"
          icon="bell"
          isBlock
          onPress={() => {
            onTell(tile)
          }}
        />
      </View>
    </Sheet>
  )
}
