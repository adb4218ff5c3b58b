import { orderOutcomeNames } from '@linli/shared/elderCare/order.state'
import { Text } from '@tarojs/components'
import { FactList } from '../../../../components/FactList'
import type { CareOrder } from '../../../../services/elderCare'

type Record = NonNullable<CareOrder['record']>
type Vitals = NonNullable<NonNullable<Record['details']>['vitals']>['before']

function describeVitals({ systolic, diastolic, pulse, temperature, glucose }: Vitals): string {
  const parts = [
    systolic !== undefined && diastolic !== undefined && `血压 ${systolic}/${diastolic}`,
    pulse !== undefined && `脉搏 ${pulse}`,
    temperature !== undefined && `体温 ${temperature} 度`,
    glucose !== undefined && `血糖 ${glucose}`,
  ]
  return parts.filter((part) => part !== false).join('，')
}

/** What was done, as far as the reader may know. */
export function RecordFacts({ record }: { record: Record }) {
  const { outcome, details } = record
  return (
    <>
      <FactList
        facts={[
          { label: '结果', value: orderOutcomeNames[outcome] },
          { label: '说明', value: details?.text },
          { label: '做了', value: details?.checklist.join('、') ? details.checklist.join('、') : undefined },
          { label: '服务前', value: details?.vitals && describeVitals(details.vitals.before) },
          { label: '服务后', value: details?.vitals && describeVitals(details.vitals.after) },
          { label: details?.receiptName ?? '单据', value: details?.receipt },
          {
            label: '电话',
            value: details?.isReached === undefined ? undefined : details.isReached ? '接通了' : '没有接通',
          },
        ]}
      />
      {!details && (
        <Text className="text-block text-small text-soft">健康内容只有长者和她同意的家人能看。</Text>
      )}
    </>
  )
}
