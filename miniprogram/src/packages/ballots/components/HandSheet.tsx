import { Text, View } from '@tarojs/components'
import { ballotLimits } from '@linli/shared/ballots/ballot'
import { useState } from 'react'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { FormSheet } from '../../../components/FormSheet'
import { useAction } from '../../../hooks/useAction'
import { useRemote } from '../../../hooks/useRemote'
import { handPaper, listPapers, type BallotView, type RollLine } from '../../../services/ballots'
import { isItsVoter, isShared, WhoseChoice } from './WhoseChoice'

interface HandSheetProps {
  ballot: BallotView
  line: RollLine
  onDone: (message: string) => void
  onClose: () => void
}

/** Where few papers are out, those who type them can guess whose each is: she decides knowing that. */
function warnOfFew(handed: number | undefined): string {
  const all = (handed ?? 0) + 1
  if (all >= ballotLimits.fewPapers) return ''
  const count = handed === undefined ? '领票的人少的话' : `算上他一共才领出 ${all} 张`
  return `${count}，录票的两个人可能看得出他选了什么，请先告诉他。他也可以在手机上投，那样谁也看不到。`
}

/** Somebody takes a paper: her vote on the telephone is gone. */
export function HandSheet({ ballot, line, onDone, onClose }: HandSheetProps) {
  const { run, isBusy, problem } = useAction()
  const papers = useRemote(`papers:${ballot.id}`, () => listPapers(ballot.id))
  const [personId, setPersonId] = useState<string>()
  const hand = async () => {
    if (await run(() => handPaper(ballot.id, line.voterKey, personId)))
      onDone(`${line.label} 领了一张纸质票，请他自己抽。`)
  }
  const message = `请他自己从打乱的票里抽一张，票面号码不要记。${warnOfFew(papers.data?.handed)}${line.label} 领了以后，不能再在手机上投，也没有回执。登记错了，要两个人核对才能收回。`
  if (isShared(line))
    return (
      <FormSheet
        problem={problem}
        title="领一张纸质票？"
        onClose={onClose}
        submitText="领票"
        isBusy={isBusy}
        isDisabled={!isItsVoter(line, personId)}
        onSubmit={() => void hand()}
      >
        <WhoseChoice home={line} label="谁来领" value={personId} onChange={setPersonId} />
        <Text className="text-block">{message}</Text>
      </FormSheet>
    )
  return (
    <View>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <ConfirmSheet
        title="领一张纸质票？"
        message={message}
        confirmText="领票"
        isOpen
        isBusy={isBusy}
        onConfirm={() => void hand()}
        onClose={onClose}
      />
    </View>
  )
}
