import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useDraft } from '../../hooks/useDraft'
import { toApiError } from '../../services/apiError'
import { openRecord } from '../../services/needs'
import { Button } from '../Button'
import { Card } from '../Card'
import { ErrorNotice } from '../ErrorNotice'
import { TextArea } from '../TextField'

/** Rank sees numbers and deadlines; the words open with a reason, which the resident can read. */
export function RecordOpener({ id, onOpened }: { id: string; onOpened: () => void }) {
  const { value, change, clear } = useDraft(`open:${id}`, { reason: '' })
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const open = async () => {
    if (value.reason.trim() === '') {
      setProblem('请先写明为什么要看。')
      return
    }
    setIsBusy(true)
    setProblem(undefined)
    try {
      await openRecord(id, value.reason.trim())
      clear()
      onOpened()
    } catch (cause) {
      setProblem(toApiError(cause).message)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-strong">文字、照片和联系方式没有打开</Text>
        <Text className="text-block text-soft">写明原因后可以看 30 分钟；居民会看到是谁、为什么打开。</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextArea
          label="原因"
          value={value.reason}
          most={300}
          onChange={(reason) => {
            change({ reason })
          }}
        />
        <Button text="写明原因，打开看" icon="eye" isBusy={isBusy} onPress={() => void open()} />
      </View>
    </Card>
  )
}
