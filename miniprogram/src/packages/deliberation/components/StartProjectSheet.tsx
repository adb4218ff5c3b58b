import { useState } from 'react'
import { FormSheet } from '../../../components/FormSheet'
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
    emptyProject(motion.visibility === 'visible' ? motion.title : '', ''),
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
    <FormSheet
      problem={missing ?? problem}
      title="变成项目"
      onClose={onClose}
      submitText="开始实施"
      isBusy={isBusy}
      onSubmit={() => void send()}
    >
      <ProjectFields value={value} change={change} />
    </FormSheet>
  )
}
