import { View } from '@tarojs/components'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { withdrawPaperReturn, type RollLine } from '../../../services/ballots'

interface KeepSheetProps {
  ballotId: string
  line: RollLine
  onDone: (message: string) => void
  onClose: () => void
}

/** Whoever asked for a paper back by mistake asks no more: it stays with whom it was handed to. */
export function KeepSheet({ ballotId, line, onDone, onClose }: KeepSheetProps) {
  const { run, isBusy, problem } = useAction()
  const keep = () =>
    run(async () => {
      await withdrawPaperReturn(ballotId, line.voterKey)
      onDone(`不收回了，${line.label} 领的纸质票照旧有效。`)
    })
  return (
    <View>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <ConfirmSheet
        title="不收回了？"
        message={`您提出的收回还没有人确认。去掉以后，${line.label} 领的纸质票照旧有效，可以投进票箱。会留下记录。`}
        confirmText="不收回了"
        isOpen
        isBusy={isBusy}
        onConfirm={() => void keep()}
        onClose={onClose}
      />
    </View>
  )
}
