import { formatDate } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DateField } from '../../../../components/DateField'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { MultiChoice } from '../../../../components/MultiChoice'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useNow } from '../../../../hooks/useNow'
import { createGuideEntry, updateGuideEntry, type KeptEntry } from '../../../../services/guideAdmin'
import { dayOf } from '../../../../services/time'
import { sendOnce } from '../../../../stores/drafts'
import { useCategories } from '../../components/useCategories'
import { findFault, toContent, toDraft, type GuideDraft } from './guideDraft'

interface GuideFormProps {
  area: string
  /** Absent: a new one. */
  entry: KeptEntry | undefined
  onDone: (message: string, id: string) => void
  /** It was not saved, perhaps because somebody else changed it: fetch the newest, what was typed stays. */
  onRefused: () => void
}

/** Writes one entry, always with an end to its validity. */
export function GuideForm({ area, entry, onDone, onRefused }: GuideFormProps) {
  const key = entry ? `${entry.id}:${entry.version}` : `new:${area}`
  const { value, change, clear, draftKey } = useDraft(`guide:${key}`, toDraft(entry, dayOf(useNow())))
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const fault = findFault(value)
  const save = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    const isSaved = await run(async () => {
      const content = toContent(value)
      const saved = entry
        ? await updateGuideEntry(entry, content)
        : await sendOnce(draftKey, (requestKey) => createGuideEntry(area, content, requestKey))
      clear()
      onDone(`“${saved.title}”已保存，用到${formatDate(saved.validUntil)}。`, saved.id)
    })
    if (!isSaved) onRefused()
  }
  return (
    <Card>
      <View className="stack-loose">
        <GuideTexts value={value} onChange={change} />
        <GuideCategories area={area} value={value} onChange={change} />
        <GuideDates value={value} onChange={change} />
        {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Card>
  )
}

interface PartProps {
  value: GuideDraft
  onChange: (part: Partial<GuideDraft>) => void
}

const lines: { name: 'title' | 'place' | 'hours' | 'phone'; label: string; most: number }[] = [
  { name: 'title', label: '什么事', most: 40 },
  { name: 'place', label: '去哪里办', most: 120 },
  { name: 'hours', label: '什么时间办', most: 60 },
  { name: 'phone', label: '电话（可以不写）', most: 20 },
]
const areas: { name: 'answer' | 'papers' | 'keywords'; label: string; hint: string; most: number }[] = [
  { name: 'answer', label: '怎么办', hint: '几句话说清楚，像当面讲给老人听。', most: 600 },
  { name: 'papers', label: '要带的材料', hint: '一行一样。', most: 1000 },
  { name: 'keywords', label: '别的叫法', hint: '居民会怎么问，一行一个。', most: 300 },
]

function GuideTexts({ value, onChange }: PartProps) {
  return (
    <>
      {lines.map(({ name, ...words }) => (
        <TextField
          key={name}
          {...words}
          value={value[name]}
          onChange={(text) => {
            onChange({ [name]: text })
          }}
        />
      ))}
      {areas.map(({ name, ...words }) => (
        <TextArea
          key={name}
          {...words}
          value={value[name]}
          onChange={(text) => {
            onChange({ [name]: text })
          }}
        />
      ))}
    </>
  )
}

function GuideCategories({ area, value, onChange }: PartProps & { area: string }) {
  const questions = useCategories(area).filter(({ kind }) => kind === 'consultation')
  if (questions.length === 0) return null
  return (
    <MultiChoice
      label="回答哪类问题"
      hint="不选就是都可以。"
      options={questions.map(({ code, name }) => ({ value: code, text: name }))}
      value={value.categories}
      onChange={(categories) => {
        onChange({ categories })
      }}
    />
  )
}

function GuideDates({ value, onChange }: PartProps) {
  return (
    <>
      <View className="list">
        <SwitchRow
          title="可以代办"
          isOn={value.isOffered}
          onChange={(isOffered) => {
            onChange({ isOffered })
          }}
        />
      </View>
      {value.isOffered && (
        <TextField
          label="怎么代办（可以不写）"
          value={value.agentNote}
          onChange={(agentNote) => {
            onChange({ agentNote })
          }}
        />
      )}
      <DateField
        label="从哪一天有效"
        value={value.validFrom}
        onChange={(validFrom) => {
          onChange({ validFrom })
        }}
      />
      <DateField
        label="到哪一天"
        hint="政策会变，请最多写一年，到期前一个月会提醒核对。"
        value={value.validUntil}
        onChange={(validUntil) => {
          onChange({ validUntil })
        }}
      />
    </>
  )
}
