import Taro from '@tarojs/taro'
import type { NeedView } from '../../services/needs'
import { Button } from '../Button'

/** What many neighbours joined may become a motion, by its author's yes; and the way to the one it became. */
export function MotionLink({ need }: { need: NeedView }) {
  const go = (page: string) => void Taro.navigateTo({ url: `/packages/deliberation/pages/${page}` })
  const { motionId, canRaiseMotion } = need
  if (motionId !== undefined)
    return (
      <Button
        text="看提成的议题"
        icon="scales"
        kind="quiet"
        onPress={() => {
          go(`motion/index?id=${motionId}`)
        }}
      />
    )
  if (!canRaiseMotion) return null
  return (
    <Button
      text="很多邻居也遇到了，提成议题"
      icon="scales"
      onPress={() => {
        go(`write/index?needId=${need.id}`)
      }}
    />
  )
}
