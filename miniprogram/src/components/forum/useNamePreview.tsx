import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { Button } from '../Button'
import { Card } from '../Card'
import { ErrorNotice } from '../ErrorNotice'
import { Sheet } from '../Sheet'
import { useAction } from '../../hooks/useAction'
import { acceptForumName, type ForumHome, type Voice } from '../../services/forum'

interface NamePreview {
  /** For the form's button: sends, once the writer knows her name. Units write under a name that everybody knows. */
  ask: (as: Voice['as'] | undefined) => void
  /** The question, as long as it is asked. */
  preview: ReactNode
}

/** Before a resident's first word: just what neighbours will see. Then, and each time after, it is sent. */
export function useNamePreview(home: ForumHome, text: string, send: () => Promise<void>): NamePreview {
  const [isPreviewing, setIsPreviewing] = useState(false)
  const [hasAccepted, setHasAccepted] = useState(home.hasAccepted)
  const close = () => {
    setIsPreviewing(false)
  }
  return {
    ask: (as) => {
      if (as === 'resident' && !hasAccepted) setIsPreviewing(true)
      else void send()
    },
    preview: isPreviewing && (
      <PreviewSheet
        home={home}
        text={text}
        onAccepted={() => {
          setHasAccepted(true)
          close()
          void send()
        }}
        onClose={close}
      />
    ),
  }
}

interface PreviewSheetProps {
  home: ForumHome
  text: string
  onAccepted: () => void
  onClose: () => void
}

function PreviewSheet({ home, text, onAccepted, onClose }: PreviewSheetProps) {
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
    <Sheet title="邻居会看到" isOpen onClose={onClose} footer={footer}>
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
