import { Text, View } from '@tarojs/components'
import { Button } from '../Button'
import { Card } from '../Card'
import { ErrorNotice } from '../ErrorNotice'
import { Sheet } from '../Sheet'
import { useAction } from '../../hooks/useAction'
import { acceptForumName, type ForumHome } from '../../services/forum'

interface NamePreviewProps {
  home: ForumHome
  text: string
  isOpen: boolean
  onAccepted: () => void
  onClose: () => void
}

/** Before the first word: just what neighbours will see. */
export function NamePreview({ home, text, isOpen, onAccepted, onClose }: NamePreviewProps) {
  const { run, isBusy, problem } = useAction()
  const accept = async () => {
    if (await run(() => acceptForumName(home.community.code, home.nameRule))) onAccepted()
  }
  const footer = (
    <View className="action-bar">
      <Button text="先不发" onPress={onClose} />
      <Button text="就这样，发出去" kind="primary" isBusy={isBusy} onPress={() => void accept()} />
    </View>
  )
  return (
    <Sheet title="邻居会看到" isOpen={isOpen} onClose={onClose} footer={footer}>
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Card kind="flat">
          <View className="stack-tight">
            <Text className="text-block text-strong">{home.myName}</Text>
            <Text className="text-block">{text}</Text>
          </View>
        </Card>
        <Text className="text-block">
          看得到的人：{home.community.name}核实过住址的居民和为社区服务的人。看不到您的房号、电话和家里人。
        </Text>
        <Text className="text-block text-soft">怎么称呼由社区统一定，以后改了会再请您看一次。</Text>
      </View>
    </Sheet>
  )
}
