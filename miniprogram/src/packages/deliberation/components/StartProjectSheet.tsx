import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Sheet } from '../../../components/Sheet'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { startProject, type MotionView } from '../../../services/deliberation'
import { sendOnce } from '../../../stores/drafts'
import { emptyProject, findMissing, ProjectFields, toContent, type ProjectForm } from './ProjectFields'

interface StartProjectSheetProps {
  motion: MotionView
  onDone: () => void
  onClose: () => void
}

/** What was accepted or passed is done now: who does it, by when, for how much. */
export function StartProjectSheet({ motion, onDone, onClose }: StartProjectSheetProps) {
  const { value, change, clear, draftKey } = useDraft<ProjectForm>(
    `project:${motion.id}`,
    emptyProject(motion.title, ''),
  )
  const [missing, setMissing] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const send = async () => {
    const wrong = findMissing(value)
    setMissing(wrong)
    if (wrong !== undefined) return
    const body = { ...toContent(value), motionId: motion.id }
    const isDone = await run(() => sendOnce(draftKey, (key) => startProject(body, key)))
    if (!isDone) return
    clear()
    onDone()
  }
  return (
    <Sheet
      title="变成项目"
      isOpen
      onClose={onClose}
      footer={<Button text="开始实施" kind="primary" isBlock isBusy={isBusy} onPress={() => void send()} />}
    >
      <View className="stack">
        {(missing ?? problem) !== undefined && <ErrorNotice message={missing ?? problem ?? ''} />}
        <ProjectFields value={value} change={change} />
      </View>
    </Sheet>
  )
}
