import { FormSheet } from '../../../components/FormSheet'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { withdrawAbsentPaper, type Paper } from '../../../services/ballots'

interface AbsentSheetProps {
  ballotId: string
  paper: Paper
  onDone: (message: string) => void
  onClose: () => void
}

/** Whoever typed it is not at her post any more: a colleague takes her entry off, with a reason. */
export function AbsentSheet({ ballotId, paper, onDone, onClose }: AbsentSheetProps) {
  const { value, change, clear } = useDraft(`absent:${ballotId}:${paper.id}`, { reason: '' })
  const { run, isBusy, problem } = useAction()
  const names = paper.absent.join('、')
  const reason = value.reason.trim()
  const save = () =>
    run(async () => {
      await withdrawAbsentPaper(ballotId, paper.id, reason)
      clear()
      onDone(`${names}录的 ${paper.label} 去掉了，已经告诉${names}。请再按票上的录一遍。`)
    })
  return (
    <FormSheet
      title={`去掉${names}录的这一遍？`}
      explain={`${names}现在不在岗，自己去不掉。请先找到这张票核对。去掉以后可以重新录，会留下记录，也会告诉${names}。`}
      submitText="去掉"
      isBusy={isBusy}
      isDisabled={Array.from(reason).length < 4}
      problem={problem}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextArea
        label="为什么去掉"
        audience="只有社区和街道留存，不给别人看"
        value={value.reason}
        most={500}
        isRequired
        onChange={(text) => {
          change({ reason: text })
        }}
      />
    </FormSheet>
  )
}
