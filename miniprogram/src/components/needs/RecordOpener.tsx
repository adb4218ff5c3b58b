import type { RecordKind } from '@linli/shared/users/recordAccess.contract'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useDraft } from '../../hooks/useDraft'
import { toApiError } from '../../services/apiError'
import { openRecord } from '../../services/needs'
import { sendOnce } from '../../stores/drafts'
import { Button } from '../Button'
import { Card } from '../Card'
import { ErrorNotice } from '../ErrorNotice'
import { TextArea } from '../TextField'

interface RecordOpenerProps {
  kind?: RecordKind
  id: string
  /** What is shut, as people read it. */
  title: string
  /** Filled in where the occasion is known; it can be changed. */
  reason?: string
  onOpened: () => void
}

/** Rank sees numbers and deadlines, and nobody the contact of what has ended; a reason opens it, which the resident can read. */
export function RecordOpener({ kind = 'need', id, title, reason = '', onOpened }: RecordOpenerProps) {
  const { value, change, clear, draftKey } = useDraft(`open:${id}`, { reason })
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
      await sendOnce(draftKey, (requestKey) => openRecord(kind, id, value.reason.trim(), requestKey))
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
        <Text className="text-block text-strong">{title}</Text>
        <Text className="text-block text-soft">写明原因后可以看 30 分钟；居民会看到是谁、为什么打开。</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextArea
          label="原因"
          value={value.reason}
          most={300}
          onChange={(text) => {
            change({ reason: text })
          }}
        />
        <Button text="写明原因，打开看" icon="eye" isBusy={isBusy} onPress={() => void open()} />
      </View>
    </Card>
  )
}
