import { View } from '@tarojs/components'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { withdrawPaper, type Paper } from '../../../services/ballots'

interface WithdrawSheetProps {
  ballotId: string
  paper: Paper
  onDone: (message: string) => void
  onClose: () => void
}

/** It was typed under a wrong number, or for the wrong person: one's own entry goes, and is typed again where it belongs. */
export function WithdrawSheet({ ballotId, paper, onDone, onClose }: WithdrawSheetProps) {
  const { run, isBusy, problem } = useAction()
  const withdraw = () =>
    run(async () => {
      await withdrawPaper(ballotId, paper.id)
      onDone(`您录的 ${paper.label} 去掉了，请再按票上的录一遍。`)
    })
  return (
    <View>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <ConfirmSheet
        title="去掉您录的这一遍？"
        message={`${paper.label} 还没有计票。去掉以后可以重新录；同事录的那一遍不受影响。会留下记录。`}
        confirmText="去掉"
        isDanger
        isOpen
        isBusy={isBusy}
        onConfirm={() => void withdraw()}
        onClose={onClose}
      />
    </View>
  )
}
