import { formatDate } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { formatYuan } from '@linli/shared/money'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import { getPayBill, listPayBills, repeatPayBill, type PayBill } from '../../../../services/payments'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'

/** Each day's takings held against WeChat Pay's bill, with every difference. */
export default function PayBillsPage() {
  return (
    <ManagePage title="收款对账" roles={pageRoles.payBills}>
      {({ id }) => <Bills membershipId={id} />}
    </ManagePage>
  )
}

const filters = [
  { value: 'all', text: '全部' },
  { value: 'different', text: '对不上的' },
] as const

function Bills({ membershipId }: { membershipId: string }) {
  const [filter, setFilter] = useState<'all' | 'different'>('all')
  const list = usePaged(`payBills:${membershipId}:${filter}`, (cursor) =>
    listPayBills(filter === 'different', cursor),
  )
  return (
    <View className="stack">
      <Text className="text-block text-soft">微信每天上午十点后给出前一天的账单，这里自动核对。</Text>
      <FilterBar label="看哪些" options={filters} value={filter} onChange={setFilter} />
      <PagedList
        list={list}
        label="每天的对账"
        empty={
          <EmptyState icon="check" title="没有对不上的账" message="有单位在微信里收款后，第二天开始对账。" />
        }
        renderItem={(bill) => <BillCard bill={bill} onRepeated={list.reload} />}
      />
    </View>
  )
}

const stateWords: Record<PayBill['state'], string> = {
  due: '等微信出账单',
  empty: '当天没有收款',
  done: '已对账',
  failed: '账单没取到，请重新对账',
}

function BillCard({ bill, onRepeated }: { bill: PayBill; onRepeated: () => void }) {
  const { id, day, payeeNames, mchid, state, ours, theirs, differenceCount } = bill
  const [isOpen, setIsOpen] = useState(false)
  const { run, isBusy, problem } = useAction()
  const repeat = () =>
    run(async () => {
      await repeatPayBill(id)
      onRepeated()
    })
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong">{formatDate(day)}</Text>
          {differenceCount > 0 ? (
            <Tag text={`${differenceCount} 处对不上`} tone="danger" icon="warning" />
          ) : (
            <Tag text={stateWords[state]} />
          )}
        </View>
        <Text className="text-block text-small text-soft">
          {payeeNames.join('、')}，商户号 {mchid}
        </Text>
        <Text className="text-block">
          邻里记的：收 {formatYuan(ours.paidFen)}，退 {formatYuan(ours.refundedFen)}
        </Text>
        <Text className="text-block">
          微信账单：收 {formatYuan(theirs.paidFen)}，退 {formatYuan(theirs.refundedFen)}
        </Text>
        {differenceCount > 0 && (
          <Button
            text={isOpen ? '收起' : '看每一处'}
            onPress={() => {
              setIsOpen(!isOpen)
            }}
          />
        )}
        {isOpen && <Differences id={id} />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        {(state === 'failed' || differenceCount > 0) && (
          <Button text="重新对账" icon="refresh" isBusy={isBusy} onPress={() => void repeat()} />
        )}
      </View>
    </Card>
  )
}

const amountOf = (fen: number | undefined): string => (fen === undefined ? '没有' : formatYuan(fen))

function Differences({ id }: { id: string }) {
  const remote = useRemote(`payBill:${id}`, () => getPayBill(id))
  return (
    <RemoteView remote={remote}>
      {({ differences }) => (
        <View className="stack">
          {differences.map(({ kind, text, outTradeNo, outRefundNo, oursFen, theirsFen }) => (
            <View key={`${kind}${outTradeNo ?? ''}${outRefundNo ?? ''}`} className="stack-tight">
              <Text className="text-block text-strong">{text}</Text>
              <Text className="text-block">
                邻里：{amountOf(oursFen)}；微信：{amountOf(theirsFen)}
              </Text>
              <Text className="text-block text-small text-soft">
                单号 {outRefundNo ?? outTradeNo ?? '（合计）'}
              </Text>
            </View>
          ))}
        </View>
      )}
    </RemoteView>
  )
}
