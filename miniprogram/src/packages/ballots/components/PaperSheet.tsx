import { Text } from '@tarojs/components'
import { useState } from 'react'
import { FormSheet } from '../../../components/FormSheet'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { typePaper, type BallotView, type Paper, type PaperKey } from '../../../services/ballots'
import { ChoicePicker } from './ChoicePicker'
import { isItsVoter, isShared, WhoseChoice, type Sharing } from './WhoseChoice'

interface PaperSheetProps {
  ballot: BallotView
  /** Whose paper, or its number; a new one of a secret ballot asks for the number. */
  paperKey?: PaperKey | undefined
  label: string
  /** Of those who share a vote. */
  home?: Sharing | undefined
  onDone: (message: string) => void
  onClose: () => void
}

const doneTexts: Record<Paper['state'], string> = {
  first: '已录一遍，请另一位同事再录一遍，两遍一样就计票。',
  differs: '两遍录的不一样，请两个人都对着票再看一次。',
  counted: '两遍一样，已经计票。',
}

/** Types what is on a paper. The other person's entry is not shown, so that each reads the paper itself. */
export function PaperSheet({ ballot, paperKey, label, home, onDone, onClose }: PaperSheetProps) {
  const [choices, setChoices] = useState<string[]>([])
  const [number, setNumber] = useState('')
  const [personId, setPersonId] = useState<string>()
  const sharing = home && isShared(home) ? home : undefined
  const { run, isBusy, problem } = useAction()
  const typed = Number.parseInt(number, 10)
  const whose = sharing && personId !== undefined ? { personId } : {}
  const key = paperKey ? { ...paperKey, ...whose } : typed > 0 ? { number: typed } : undefined
  const save = () =>
    run(async () => {
      if (!key) return
      const { state } = await typePaper(ballot.id, key, choices)
      onDone(doneTexts[state])
    })
  return (
    <FormSheet
      problem={problem}
      title={`录纸质票：${label}`}
      onClose={onClose}
      submitText="录入"
      isBusy={isBusy}
      isDisabled={!key || choices.length === 0 || (sharing !== undefined && !isItsVoter(sharing, personId))}
      onSubmit={() => void save()}
    >
      {!paperKey && <TextField label="票面号码" type="number" most={5} value={number} onChange={setNumber} />}
      {sharing && <WhoseChoice home={sharing} label="票是谁填的" value={personId} onChange={setPersonId} />}
      <ChoicePicker ballot={ballot} value={choices} onChange={setChoices} />
      <Text className="text-block text-soft">由两位工作人员各录一遍，一样的才计票。</Text>
    </FormSheet>
  )
}
