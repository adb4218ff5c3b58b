import { useState } from 'react'
import { DateField } from '../../../components/DateField'
import { MultiChoice } from '../../../components/MultiChoice'
import { FormSheet } from '../../../components/FormSheet'
import { TextArea, TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { useRemote } from '../../../hooks/useRemote'
import { announceMeeting, listAllMotions, type MotionSummary } from '../../../services/deliberation'
import { sendOnce } from '../../../stores/drafts'

interface AnnounceSheetProps {
  community: string
  onDone: () => void
  onClose: () => void
}

const empty = { title: '', place: '', day: '', time: '', items: '', motionIds: [] as string[] }
type Form = typeof empty

/** Where, when and about what the community meets. */
export function AnnounceSheet({ community, onDone, onClose }: AnnounceSheetProps) {
  const { value, change, clear, draftKey } = useDraft<Form>(`meeting:${community}`, empty)
  const [missing, setMissing] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const waiting = useRemote(`meeting:motions:${community}`, () => listAllMotions(community, ['waiting']))
  const motions = waiting.data ?? []
  const send = async () => {
    const wrong = findMissing(value)
    setMissing(wrong)
    if (wrong !== undefined) return
    const body = toBody(community, value, motions)
    if (!(await run(() => sendOnce(draftKey, (key) => announceMeeting(body, key))))) return
    clear()
    onDone()
  }
  return (
    <FormSheet
      problem={missing ?? problem}
      title="通知开议事会"
      onClose={onClose}
      submitText="发通知"
      isBusy={isBusy}
      onSubmit={() => void send()}
    >
      <MeetingFields value={value} change={change} motions={motions} />
    </FormSheet>
  )
}

interface AgendaChoiceProps {
  motions: readonly MotionSummary[]
  value: readonly string[]
  onChange: (ids: string[]) => void
}

const mostShown = 8

/** What was chosen stays in view; of many the others are found by a few letters. */
function AgendaChoice({ motions, value, onChange }: AgendaChoiceProps) {
  const [search, setSearch] = useState('')
  const wanted = search.trim()
  const isLong = motions.length > mostShown
  const chosen = motions.filter(({ id }) => value.includes(id))
  const others = motions.filter(({ id, title }) => !value.includes(id) && title.includes(wanted))
  const shown = isLong ? [...chosen, ...others.slice(0, mostShown)] : motions
  return (
    <>
      {isLong && (
        <TextField
          label="找议题"
          hint={`共 ${motions.length} 个，写几个字找一找。`}
          value={search}
          onChange={setSearch}
        />
      )}
      <MultiChoice
        label="商量哪些议题"
        options={shown.map(({ id, title }) => ({ value: id, text: title }))}
        value={value}
        onChange={onChange}
      />
    </>
  )
}

interface MeetingFieldsProps {
  value: Form
  change: (part: Partial<Form>) => void
  motions: readonly MotionSummary[]
}

function MeetingFields({ value, change, motions }: MeetingFieldsProps) {
  return (
    <>
      <TextField
        label="会议名称"
        placeholder="比如：十二月议事会"
        value={value.title}
        most={40}
        onChange={(title) => {
          change({ title })
        }}
      />
      <TextField
        label="在哪里开"
        value={value.place}
        most={60}
        onChange={(place) => {
          change({ place })
        }}
      />
      <DateField
        label="哪天开"
        value={value.day}
        onChange={(day) => {
          change({ day })
        }}
      />
      <TextField
        label="几点开始"
        placeholder="比如：19:00"
        value={value.time}
        most={5}
        onChange={(time) => {
          change({ time })
        }}
      />
      {motions.length > 0 && (
        <AgendaChoice
          motions={motions}
          value={value.motionIds}
          onChange={(motionIds) => {
            change({ motionIds })
          }}
        />
      )}
      <TextArea
        label="别的议程（一行一项，可以不写）"
        value={value.items}
        most={600}
        onChange={(items) => {
          change({ items })
        }}
      />
    </>
  )
}

const listItems = ({ items }: Form): string[] =>
  items
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function findMissing(form: Form): string | undefined {
  if (Array.from(form.title.trim()).length < 2) return '请写会议的名称。'
  if (Array.from(form.place.trim()).length < 2) return '请写在哪里开。'
  if (form.day === '' || !/^([01]?\d|2[0-3])[:：][0-5]\d$/.test(form.time.trim()))
    return '请选哪天开，写几点开始，比如 19:00。'
  if (form.motionIds.length + listItems(form).length === 0) return '请选一个议题，或者写一项议程。'
  return undefined
}

function toBody(community: string, form: Form, motions: readonly MotionSummary[]) {
  const [hour = '0', minute = '0'] = form.time.trim().split(/[:：]/)
  const startsAt = new Date(`${form.day}T${hour.padStart(2, '0')}:${minute}:00.000+08:00`).toISOString()
  const chosen = motions.filter(({ id }) => form.motionIds.includes(id))
  return {
    community,
    title: form.title.trim(),
    place: form.place.trim(),
    startsAt,
    agenda: [
      ...chosen.map(({ id, title }) => ({ text: title, motionId: id })),
      ...listItems(form).map((text) => ({ text })),
    ],
  }
}
