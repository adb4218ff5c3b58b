import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { DoneNotice } from '../../../components/DoneNotice'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { FaceRating, type Grade } from '../../../components/FaceRating'
import { useNameAsked } from '../../../components/forum/useNameAsked'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { rateProject, type ProjectView } from '../../../services/deliberation'

interface RateCardProps {
  project: ProjectView
  onDone: () => void
}

/** How well it came out, in one tap; words are asked for, can be left out and taken back. */
export function RateCard({ project, onDone }: RateCardProps) {
  const { myGrade, myComment } = project
  const [isDone, setIsDone] = useState(false)
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-strong">
          {myGrade === undefined ? '做好了，效果怎么样？' : '您评过了，可以改'}
        </Text>
        {isDone && <DoneNotice message="谢谢您的评价，大家都看得到结果，看不到是谁评的几分。" />}
        <RateForm
          key={`${myGrade ?? ''}:${myComment ?? ''}`}
          project={project}
          onDone={() => {
            setIsDone(true)
            onDone()
          }}
        />
      </View>
    </Card>
  )
}

/** Begins with what the server has of her, each time that has changed. */
function RateForm({ project, onDone }: RateCardProps) {
  const { id, myGrade, myComment } = project
  const { value, change, clear } = useDraft<{ text: string; grade: Grade | 0 }>(`effect:${id}`, {
    text: myComment ?? '',
    grade: myGrade ?? 0,
  })
  const { run, isBusy, problem } = useAction()
  const { withName, preview } = useNameAsked()
  const { grade } = value
  const send = async () => {
    if (grade === 0) return
    const comment = value.text.trim()
    const body = { grade, comment: comment === '' ? null : comment }
    const isSent = await run(() => withName(comment, () => rateProject(id, body)))
    if (!isSent) return
    clear()
    onDone()
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      {preview}
      <FaceRating
        value={grade === 0 ? undefined : grade}
        onChange={(chosen) => {
          change({ grade: chosen })
        }}
      />
      {grade !== 0 && (
        <>
          <TextArea
            label="想说的话（可以不写）"
            audience="本社区核实过的邻居，会显示您的称呼"
            value={value.text}
            most={300}
            onChange={(text) => {
              change({ text })
            }}
          />
          <Button
            text="送出评价"
            icon="star"
            kind="primary"
            isBlock
            isBusy={isBusy}
            onPress={() => void send()}
          />
        </>
      )}
    </View>
  )
}
