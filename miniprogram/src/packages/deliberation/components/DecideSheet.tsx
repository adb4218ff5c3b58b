import { useState } from 'react'
import { FormSheet } from '../../../components/FormSheet'
import { LabelledChoice } from '../../../components/LabelledChoice'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { useRemote } from '../../../hooks/useRemote'
import { listCategories } from '../../../services/categories'
import { decideAtMeeting, type Decision, type MeetingView } from '../../../services/deliberation'
import { sendOnce } from '../../../stores/drafts'
import { emptyProject, findMissing, ProjectFields, toContent, type ProjectForm } from './ProjectFields'

interface DecideSheetProps {
  meeting: MeetingView
  onDone: () => void
  onClose: () => void
}

interface Form {
  text: string
  motion: string
  becomes: '' | 'need' | 'project'
  category: string
  project: ProjectForm
}

const empty: Form = { text: '', motion: '', becomes: '', category: '', project: emptyProject('', '') }

const outcomes = [
  { value: '', label: '只记下来' },
  { value: 'need', label: '交给社区办', note: '登记成诉求，按类别派单' },
  { value: 'project', label: '变成项目', note: '分几步做，有花费和照片，做好了请大家评' },
] as const

/** What was decided, about which motion, and what becomes of it. */
export function DecideSheet({ meeting, onDone, onClose }: DecideSheetProps) {
  const { value, change, clear, draftKey } = useDraft<Form>(`decision:${meeting.id}`, empty)
  const [missing, setMissing] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const send = async () => {
    const wrong = findWrong(value)
    setMissing(wrong)
    if (wrong !== undefined) return
    const isSent = await run(() =>
      sendOnce(draftKey, (key) => decideAtMeeting(meeting.id, toBody(value), key)),
    )
    if (!isSent) return
    clear()
    onDone()
  }
  return (
    <FormSheet
      problem={missing ?? problem}
      title="记一个决定"
      onClose={onClose}
      submitText="记下"
      isBusy={isBusy}
      onSubmit={() => void send()}
    >
      <TextArea
        label="决定了什么"
        audience="所有看得到议事会的人"
        value={value.text}
        most={300}
        onChange={(text) => {
          change({ text })
        }}
      />
      <MotionChoice meeting={meeting} value={value} change={change} />
      <LabelledChoice
        label="接下来怎么办"
        options={value.motion.endsWith(':no') ? outcomes.slice(0, 1) : outcomes}
        value={value.becomes}
        onChange={(becomes) => {
          change({ becomes })
        }}
      />
      {value.becomes === 'need' && (
        <CategoryChoice community={meeting.community} value={value} change={change} />
      )}
      {value.becomes === 'project' && (
        <ProjectFields
          value={value.project}
          change={(part) => {
            change({ project: { ...value.project, ...part } })
          }}
        />
      )}
    </FormSheet>
  )
}

interface PartProps {
  value: Form
  change: (part: Partial<Form>) => void
}

function MotionChoice({ meeting, value, change }: PartProps & { meeting: MeetingView }) {
  const decided = new Set(meeting.decisions.map(({ motionId }) => motionId))
  const open = meeting.agenda.filter(({ motionId }) => motionId !== undefined && !decided.has(motionId))
  if (open.length === 0) return null
  const options = [
    { value: '', label: '不是议题，是别的事' },
    ...open.flatMap(({ text, motionId = '' }) => [
      { value: `${motionId}:yes`, label: `通过：${text}` },
      { value: `${motionId}:no`, label: `没有通过：${text}` },
    ]),
  ]
  return (
    <LabelledChoice
      label="是哪个议题"
      options={options}
      value={value.motion}
      onChange={(motion) => {
        change({ motion, ...(motion.endsWith(':no') ? { becomes: '' } : {}) })
      }}
    />
  )
}

function CategoryChoice({ community, value, change }: PartProps & { community: string }) {
  const tiles = useRemote(`tiles:meeting:${community}`, () => listCategories(community, false))
  const options = (tiles.data?.items ?? [])
    .filter((tile) => !tile.isDanger)
    .map(({ code, name }) => ({ value: code, label: name }))
  return (
    <LabelledChoice
      label="按哪一类办"
      options={options}
      value={value.category}
      onChange={(category) => {
        change({ category })
      }}
    />
  )
}

function findWrong({ text, becomes, category, project }: Form): string | undefined {
  if (Array.from(text.trim()).length < 2) return '请写决定了什么。'
  if (becomes === 'need' && category === '') return '请选按哪一类办。'
  return becomes === 'project' ? findMissing(project) : undefined
}

function toBody({ text, motion, becomes, category, project }: Form): Decision {
  const [motionId = '', answer] = motion.split(':')
  return {
    text: text.trim(),
    ...(motionId === '' ? {} : { motion: { id: motionId, isAdopted: answer === 'yes' } }),
    ...(becomes === 'need' ? { need: { category } } : {}),
    ...(becomes === 'project' ? { project: toContent(project) } : {}),
  }
}
