import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Sheet } from '../../../components/Sheet'
import { useAction } from '../../../hooks/useAction'
import { leaveForum } from '../../../services/forum'

interface LeaveSheetProps {
  community: string
  isOpen: boolean
  onClose: () => void
}

/** Leaving takes two words: what was written stays without a name, or goes as well. */
export function LeaveSheet({ community, isOpen, onClose }: LeaveSheetProps) {
  const { run, isBusy, problem } = useAction()
  const leave = async (posts: 'keep' | 'delete') => {
    if (!(await run(() => leaveForum(community, posts)))) return
    onClose()
    await Taro.switchTab({ url: '/pages/forum/index' })
  }
  return (
    <Sheet title="离开邻里圈" isOpen={isOpen} onClose={onClose}>
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Text className="text-block">
          离开以后不再收邻里圈的消息。提诉求、看公告都不受影响。想回来的时候，再发一次就回来了。
          有邻居联名的议题是大家的，会留下，不显示您的名字。
        </Text>
        <Button
          text="离开，写过的留下，但不显示我"
          isBlock
          isBusy={isBusy}
          onPress={() => void leave('keep')}
        />
        <Button
          text="离开，写过的全部删除"
          kind="danger"
          isBlock
          isDisabled={isBusy}
          onPress={() => void leave('delete')}
        />
        <Button text="先不离开" isBlock onPress={onClose} />
      </View>
    </Sheet>
  )
}
