import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { recorder } from '../platform/record'
import type { Recording } from '../platform/types'
import { toApiError } from '../services/apiError'
import { uploadMedia } from '../services/media'
import { Button } from './Button'
import { Icon } from './Icon'
import { Pressable } from './Pressable'
import { VoicePlayer } from './VoicePlayer'

/** A recording of a form; `id` once it is with the server. */
export interface PickedVoice extends Recording {
  id?: string
}

interface VoiceRecorderProps {
  voice: PickedVoice | undefined
  onChange: (voice: PickedVoice | undefined) => void
}

type Stage =
  { name: 'idle' } | { name: 'recording' } | { name: 'uploading' } | { name: 'failed'; message: string }

/** Tap to begin, tap to end: nobody has to hold a button. Nothing is shown where the platform cannot record. */
export function VoiceRecorder({ voice, onChange }: VoiceRecorderProps) {
  const [stage, setStage] = useState<Stage>({ name: 'idle' })
  useEffect(() => () => recorder?.cancel(), [])
  if (!recorder) return null

  const upload = async (recording: Recording) => {
    setStage({ name: 'uploading' })
    onChange(recording)
    try {
      const { id } = await uploadMedia('voice', recording.path)
      onChange({ ...recording, id })
      setStage({ name: 'idle' })
    } catch (cause) {
      setStage({ name: 'failed', message: toApiError(cause).message })
    }
  }
  const start = async () => {
    try {
      await recorder?.start()
      setStage({ name: 'recording' })
    } catch {
      setStage({ name: 'failed', message: '没有用上话筒。请在手机设置里允许使用话筒，或者改成打字。' })
    }
  }
  const stop = async () => {
    try {
      if (recorder) await upload(await recorder.stop())
    } catch {
      setStage({ name: 'failed', message: '这段录音没有录好，请再录一次。' })
    }
  }

  return (
    <View className="stack">
      {voice && stage.name !== 'recording' && (
        <View className="row">
          <View className="grow">
            <VoicePlayer url={voice.path} seconds={Math.round(voice.durationMs / 1000)} />
          </View>
          <Button
            text="删掉"
            kind="quiet"
            onPress={() => {
              onChange(undefined)
              setStage({ name: 'idle' })
            }}
          />
        </View>
      )}
      {stage.name === 'recording' ? (
        <RecordButton text="正在听您说，说完点这里" isRecording onPress={() => void stop()} />
      ) : (
        !voice && <RecordButton text="点这里，说给我们听" onPress={() => void start()} />
      )}
      {stage.name === 'uploading' && <Text className="field-hint">正在保存录音…</Text>}
      {stage.name === 'failed' && <Text className="field-error">{stage.message}</Text>}
      {stage.name === 'failed' && voice && (
        <Button text="再传一次" icon="refresh" onPress={() => void upload(voice)} />
      )}
    </View>
  )
}

function RecordButton({
  text,
  isRecording,
  onPress,
}: {
  text: string
  isRecording?: boolean
  onPress: () => void
}) {
  return (
    <Pressable className={`voice ${isRecording ? 'is-recording' : ''}`} onPress={onPress}>
      <Icon name={isRecording ? 'stop' : 'mic'} />
      <Text>{text}</Text>
    </Pressable>
  )
}
