import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { Button } from '../Button'
import { Card } from '../Card'
import { ErrorNotice } from '../ErrorNotice'
import { Sheet } from '../Sheet'
import { useAction } from '../../hooks/useAction'
import { toApiError } from '../../services/apiError'
import { acceptForumName, getForumHome, type ForumHome, type Voice } from '../../services/forum'

interface NamePreview {
  /** For the form's button: sends, once the writer knows her name. Units write under a name that everybody knows. */
  ask: (as: Voice['as'] | undefined) => void
  /** The question, as long as it is asked. */
  preview: ReactNode
}

/**
 * Before a resident's first word: just what neighbours will see. Then, and each time after, it is sent; when the community
 * calls people otherwise by now, it is asked again.
 * @param send rejects with an ApiError when it was not sent, of which `onProblem` has the sentence.
 */
export function useNamePreview(
  home: ForumHome,
  text: string,
  send: () => Promise<void>,
  onProblem: (sentence: string) => void,
): NamePreview {
  const [shown, setShown] = useState<ForumHome>()
  const [hasAccepted, setHasAccepted] = useState(home.hasAccepted)
  const close = () => {
    setShown(undefined)
  }
  const trySend = async () => {
    try {
      await send()
    } catch (cause) {
      const { code, message } = toApiError(cause)
      if (code !== 'forum.preview_needed') onProblem(message)
      else {
        setHasAccepted(false)
        setShown(await getForumHome(home.community.code).catch(() => home))
      }
    }
  }
  return {
    ask: (as) => {
      if (as === 'resident' && !hasAccepted) setShown(home)
      else void trySend()
    },
    preview: shown && (
      <PreviewSheet
        home={shown}
        text={text}
        onRenamed={setShown}
        onAccepted={() => {
          setHasAccepted(true)
          close()
          void trySend()
        }}
        onClose={close}
      />
    ),
  }
}

interface PreviewSheetProps {
  home: ForumHome
  text: string
  /** The community has another rule by now: this is how it is. */
  onRenamed: (home: ForumHome) => void
  onAccepted: () => void
  onClose: () => void
}

/** Just what neighbours will see, and a yes or no. */
export function PreviewSheet({ home, text, onRenamed, onAccepted, onClose }: PreviewSheetProps) {
  const { run, isBusy, problem } = useAction()
  const accept = async () => {
    const { code } = home.community
    const isDone = await run(async () => {
      try {
        await acceptForumName(code, home.nameRule)
      } catch (cause) {
        if (toApiError(cause).code === 'request.conflict') onRenamed(await getForumHome(code))
        throw cause
      }
    })
    if (isDone) onAccepted()
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
        <Text className="text-block">
          公告下面的留言，扫码加入了社区、还没有核实住址的人也看得到，但看不到您的称呼，只写“邻居”。
        </Text>
        <Text className="text-block text-soft">怎么称呼由社区统一定，以后改了会再请您看一次。</Text>
      </View>
    </Sheet>
  )
}
