import { formatFen } from '@linli/shared/elderCare/serviceItem'
import { View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useAction } from '../../../../hooks/useAction'
import { useSubmit } from '../../../../hooks/useSubmit'
import { receiveMonth, type CareOrder } from '../../../../services/elderCare'

/** 月结: whoever takes the money in sees what the elder owes for the month, and takes it in at once. */
export function MonthDue({ order, reload }: { order: CareOrder; reload: () => void }) {
  const { run, isBusy, problem } = useAction()
  const settle = useSubmit()
  const { monthDue, id, personName } = order
  if (!monthDue) return null
  const { month, orders, fen } = monthDue
  const what = `${Number(month.slice(5))}月的 ${orders} 单，一共 ${formatFen(fen)}`
  const receive = async () => {
    await run(() => settle(receiveMonth(id, fen, `收到${personName}${what}`)))
    reload()
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text={`收到${what}`} icon="check" isBlock isBusy={isBusy} onPress={() => void receive()} />
    </View>
  )
}
