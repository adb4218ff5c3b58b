import { Text, View } from '@tarojs/components'
import { Sheet } from '../../../components/Sheet'

const keys = [
  ['j 或 ↓', '下一件'],
  ['k 或 ↑', '上一件'],
  ['回车', '打开选中的一件'],
  ['a', '接下打开的一件'],
  ['Esc', '关上弹出的页'],
  ['?', '看快捷键'],
] as const

export function ShortcutHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Sheet title="快捷键" isOpen={isOpen} onClose={onClose}>
      <View className="stack">
        {keys.map(([key, what]) => (
          <View key={key} className="row-between">
            <Text className="text-strong">{key}</Text>
            <Text>{what}</Text>
          </View>
        ))}
      </View>
    </Sheet>
  )
}
