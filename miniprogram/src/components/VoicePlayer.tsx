import Taro from '@tarojs/taro'
import { Text } from '@tarojs/components'
import { useEffect, useRef, useState } from 'react'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

/** Plays a recording; what was said stays the record, whatever was made of it. */
export function VoicePlayer({ url, seconds }: { url: string; seconds?: number | undefined }) {
  const [isPlaying, setIsPlaying] = useState(false)
  const audio = useRef<Taro.InnerAudioContext>(undefined)
  useEffect(
    () => () => {
      audio.current?.destroy()
      audio.current = undefined
    },
    [url],
  )

  const toggle = () => {
    if (isPlaying) {
      audio.current?.stop()
      setIsPlaying(false)
      return
    }
    audio.current ??= makeAudio(url, () => {
      setIsPlaying(false)
    })
    audio.current.play()
    setIsPlaying(true)
  }
  const length = seconds === undefined ? '' : ` ${seconds} 秒`
  return (
    <Pressable className="voice" onPress={toggle}>
      <Icon name={isPlaying ? 'stop' : 'play'} />
      <Text>{isPlaying ? '正在播放，点一下停' : `听录音${length}`}</Text>
    </Pressable>
  )
}

function makeAudio(url: string, onEnd: () => void): Taro.InnerAudioContext {
  const audio = Taro.createInnerAudioContext()
  audio.src = url
  audio.onEnded(onEnd)
  audio.onError(onEnd)
  return audio
}
