import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { DoneNotice } from '../../../components/DoneNotice'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { SearchChoice } from '../../../components/SearchChoice'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { useRemote } from '../../../hooks/useRemote'
import { forwardOpinion, listAllMotions } from '../../../services/deliberation'

interface ForwardCardProps {
  community: string
  homes: readonly { id: string; label: string }[]
  onDone: () => void
}

const empty = { home: '', motion: '', text: '' }

/** A councillor brings forward what one of her homes thinks. */
export function ForwardCard({ community, homes, onDone }: ForwardCardProps) {
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft(`opinion:${community}`, empty)
  const [isDone, setIsDone] = useState(false)
  const { run, isBusy, problem } = useAction()
  const motions = useRemote(`opinion:motions:${community}`, () => listAllMotions(community, [undefined]))
  const send = async () => {
    const { home, motion, text } = value
    const body = {
      community,
      homeId: home,
      text: text.trim(),
      ...(motion === '' ? {} : { motionId: motion }),
    }
    if (!(await run(() => forwardOpinion(body, draftKey).done))) return
    clear()
    setIsDone(true)
    onDone()
  }
  return (
    <Card>
      <View className="stack">
        {isDone && <DoneNotice message="已转给书记。" />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <OutgoingNotice id={outgoingId} />
        <SearchChoice
          label="哪一家的意见"
          options={homes.map(({ id, label }) => ({ value: id, label }))}
          value={value.home}
          onChange={(home) => {
            change({ home })
          }}
        />
        <SearchChoice
          label="关于哪个议题"
          options={(motions.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          value={value.motion}
          onChange={(motion) => {
            change({ motion })
          }}
          otherwise={[{ value: '', label: '别的事' }]}
        />
        <TextArea
          label="他们怎么说"
          audience="书记和您自己"
          value={value.text}
          most={500}
          onChange={(text) => {
            change({ text })
          }}
        />
        <Button
          text="转给书记"
          icon="send"
          kind="primary"
          isBusy={isBusy || isUnderWay}
          isDisabled={value.home === '' || Array.from(value.text.trim()).length < 2}
          onPress={() => void send()}
        />
      </View>
    </Card>
  )
}
