import { View } from '@tarojs/components'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { handPaper, type BallotView, type RollLine } from '../../../services/ballots'

interface HandSheetProps {
  ballot: BallotView
  line: RollLine
  onDone: (message: string) => void
  onClose: () => void
}

/** Somebody takes a paper: her vote on the telephone is gone. */
export function HandSheet({ ballot, line, onDone, onClose }: HandSheetProps) {
  const { run, isBusy, problem } = useAction()
  const hand = async () => {
    if (await run(() => handPaper(ballot.id, line.voterKey))) onDone(`${line.label} 领了一张纸质票。`)
  }
  return (
    <View>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <ConfirmSheet
        title="领一张纸质票？"
        message={`${line.label} 领了以后，不能再在手机上投。登记错了，要两个人核对才能收回。票面号码不用登记，谁也对不上是谁的票。`}
        confirmText="领票"
        isOpen
        isBusy={isBusy}
        onConfirm={() => void hand()}
        onClose={onClose}
      />
    </View>
  )
}
