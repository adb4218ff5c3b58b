import { formatDate } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { DateField } from '../../../components/DateField'
import { DoneNotice } from '../../../components/DoneNotice'
import { FormSheet } from '../../../components/FormSheet'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { actOnProject, type ProjectActionInput, type ProjectView } from '../../../services/deliberation'
import { readUserId } from '../../../stores/session'
import { draftKeyOf, sendOnce } from '../../../stores/drafts'
import { readFen } from './ProjectFields'

type Action = Exclude<ProjectView['actions'][number], 'rate'>

interface ProjectActionsProps {
  project: ProjectView
  onDone: () => void
}

const photos = { label: '照片（可以不拍）' }
const audience = '所有看得到项目的人'

/** What staff write down as it goes on. */
export function ProjectActions({ project, onDone }: ProjectActionsProps) {
  const [done, setDone] = useState<string>()
  const [isSpending, setIsSpending] = useState(false)
  const specs = makeSpecs(project)
  const finish = (message: string) => {
    setIsSpending(false)
    setDone(message)
    onDone()
  }
  const act = async (action: Action, answer: ActionAnswer) => {
    if (action === 'spend') {
      setIsSpending(true)
      return
    }
    const body = toBody(action, answer)
    if (!body) return
    const key = draftKeyOf(`project:${project.id}:${action}`, readUserId())
    await sendOnce(key, (requestKey) => actOnProject(project.id, body, requestKey))
    finish('已记下，大家都看得到。')
  }
  const shown = project.actions.flatMap((action) => {
    const spec = action === 'rate' ? undefined : specs[action]
    return spec ? [spec] : []
  })
  return (
    <View className="stack">
      {done !== undefined && <DoneNotice message={done} />}
      {project.actions.includes('reachMilestone') && !project.actions.includes('finish') && (
        <Text className="text-block text-soft">每做好一步记一步，都做好了就能请大家评。</Text>
      )}
      <ActionBar actions={shown} formKey={`project:${project.id}`} onAct={act} />
      {isSpending && (
        <SpendSheet
          id={project.id}
          onDone={() => {
            finish('花费已记下，大家都看得到。')
          }}
          onClose={() => {
            setIsSpending(false)
          }}
        />
      )}
    </View>
  )
}

function toBody(
  action: Action,
  { choice = '', text = '', photoIds = [] }: ActionAnswer,
): ProjectActionInput | undefined {
  switch (action) {
    case 'report':
    case 'finish':
      return { action, text, photoIds }
    case 'stop':
      return { action, text }
    case 'reachMilestone':
      return { action, milestoneId: choice, photoIds, ...(text === '' ? {} : { text }) }
    default:
      return undefined
  }
}

const makeSpecs = ({ milestones }: ProjectView): Partial<Record<Action, ActionSpec<Action>>> => ({
  report: {
    action: 'report',
    text: '报进展',
    icon: 'edit',
    ask: { text: { label: '进展', audience, isRequired: true, most: 500 }, photos, submitText: '报给大家' },
  },
  ...(milestones.some(({ doneAt }) => doneAt === undefined)
    ? {
        reachMilestone: {
          action: 'reachMilestone' as const,
          text: '做好了一步',
          icon: 'check' as const,
          ask: {
            choice: {
              label: '哪一步做好了',
              options: milestones
                .filter(({ doneAt }) => doneAt === undefined)
                .map(({ id, title, dueOn }) => ({
                  value: id,
                  label: title,
                  note: `${formatDate(dueOn)}之前`,
                })),
              isRequired: true,
            },
            text: { label: '想说明的话（可以不写）', audience, most: 500 },
            photos,
            submitText: '做好了',
          },
        },
      }
    : {}),
  spend: { action: 'spend', text: '记花费', icon: 'paper' },
  finish: {
    action: 'finish',
    text: '全部做好了',
    icon: 'flag',
    ask: {
      explain: '做好以后，请邻居们评效果；联名的人都会收到消息。',
      text: { label: '做成了什么样', audience, isRequired: true, most: 500 },
      photos,
      submitText: '做好了，请大家评',
    },
  },
  stop: {
    action: 'stop',
    text: '停下来',
    kind: 'quiet',
    icon: 'stop',
    ask: {
      explain: '停下来以后不能再接着做；联名的人都会收到消息。',
      text: { label: '为什么停', audience, isRequired: true, most: 500 },
      submitText: '停下来',
      isDanger: true,
    },
  },
})

function SpendSheet({ id, onDone, onClose }: { id: string; onDone: () => void; onClose: () => void }) {
  const { value, change, clear, draftKey } = useDraft(`spend:${id}`, { yuan: '', on: '', note: '' })
  const { run, isBusy, problem } = useAction()
  const fen = readFen(value.yuan)
  const send = async () => {
    if (fen === undefined) return
    const body = { action: 'spend' as const, fen, on: value.on, note: value.note.trim() }
    if (!(await run(() => sendOnce(draftKey, (key) => actOnProject(id, body, key))))) return
    clear()
    onDone()
  }
  return (
    <FormSheet
      title="记花费"
      onClose={onClose}
      submitText="记下"
      isBusy={isBusy}
      isDisabled={fen === undefined || value.on === '' || Array.from(value.note.trim()).length < 2}
      problem={problem}
      onSubmit={() => void send()}
    >
      <TextField
        label="花了多少元"
        type="digit"
        value={value.yuan}
        most={11}
        onChange={(yuan) => {
          change({ yuan })
        }}
      />
      <DateField
        label="哪天花的"
        value={value.on}
        onChange={(on) => {
          change({ on })
        }}
      />
      <TextField
        label="花在什么上"
        placeholder="比如：路灯两盏"
        value={value.note}
        most={60}
        onChange={(note) => {
          change({ note })
        }}
      />
    </FormSheet>
  )
}
