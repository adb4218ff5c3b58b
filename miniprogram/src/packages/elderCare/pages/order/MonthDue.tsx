import { formatFen } from '@linli/shared/elderCare/serviceItem'
import { nameMonth } from '@linli/shared/programmes/programme'
import { View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useAction } from '../../../../hooks/useAction'
import { useSubmit } from '../../../../hooks/useSubmit'
import type { CareOrder } from '../../../../services/elderCare'
import { receiveMonthBill } from '../../../../services/monthBills'

/** 月结: whoever takes the money in sees what the elder owes for the month, and takes it in at once. */
export function MonthDue({ order, reload }: { order: CareOrder; reload: () => void }) {
  const { run, isBusy, problem } = useAction()
  const settle = useSubmit()
  const { monthDue, personId, personName } = order
  if (!monthDue || personId === undefined) return null
  const { unitId, month, orders, fen } = monthDue
  const what = `${nameMonth(month)}的 ${orders} 单，一共 ${formatFen(fen)}`
  const receive = async () => {
    await run(() => settle(receiveMonthBill({ unitId, personId, month }, fen, `收到${personName}${what}`)))
    reload()
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text={`收到${what}`} icon="check" isBlock isBusy={isBusy} onPress={() => void receive()} />
    </View>
  )
}
