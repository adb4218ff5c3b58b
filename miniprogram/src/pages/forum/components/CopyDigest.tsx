import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { getForumDigest } from '../../../services/forum'

/** The day in a few lines, one tap away from the group people read; nobody's name, phone or room. */
export function CopyDigest({ community }: { community: string }) {
  const [isDone, setIsDone] = useState(false)
  const { run, isBusy, problem } = useAction()
  const copy = async () => {
    const isCopied = await run(async () => {
      const { text } = await getForumDigest(community)
      await Taro.setClipboardData({ data: text })
    })
    setIsDone(isCopied)
  }
  return (
    <View className="stack-tight">
      {problem !== undefined && <ErrorNotice message={problem} />}
      {isDone && <DoneNotice message="已经复制，打开微信群长按粘贴。里面没有姓名、电话和住址。" />}
      <Button
        text="复制今天的摘要，发到群里"
        icon="copy"
        kind="quiet"
        isBusy={isBusy}
        onPress={() => void copy()}
      />
    </View>
  )
}
