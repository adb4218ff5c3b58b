import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Sheet } from '../../../../components/Sheet'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { listPayees, setPayee, type Payee } from '../../../../services/payments'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'

/** Which units take payments in WeChat, and under which merchant number. */
export default function PayeesPage() {
  return (
    <ManagePage title="收款单位" roles={pageRoles.payees}>
      {({ id }) => <Payees membershipId={id} />}
    </ManagePage>
  )
}

function Payees({ membershipId }: { membershipId: string }) {
  const remote = useRemote(`payees:${membershipId}`, () => listPayees())
  return (
    <RemoteView remote={remote}>
      {({ items, merchants }) =>
        merchants.length === 0 || items.length === 0 ? (
          <EmptyState
            icon="info"
            title="还没有可用的微信商户号"
            message="请管理员先配置商户号的证书和密钥。在这之前，费用到服务站付或月结。"
          />
        ) : (
          <View className="stack">
            <Text className="text-block text-soft">
              没有商户号的单位，居民看不到微信付款，到服务站付或月结。
            </Text>
            {items.map((payee) => (
              <PayeeCard key={payee.unitId} payee={payee} merchants={merchants} onChanged={remote.reload} />
            ))}
          </View>
        )
      }
    </RemoteView>
  )
}

interface PayeeCardProps {
  payee: Payee
  merchants: readonly string[]
  onChanged: () => void
}

const none = 'none'

function PayeeCard({ payee, merchants, onChanged }: PayeeCardProps) {
  const { unitId, unitName, communityName, mchid, isActive } = payee
  const current = isActive && mchid !== undefined ? mchid : none
  const [chosen, setChosen] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const options = [
    { value: none, label: '不在微信里收款' },
    ...merchants.map((each) => ({ value: each, label: `商户号 ${each}` })),
  ]
  const save = () =>
    run(async () => {
      await setPayee(unitId, chosen === none || chosen === undefined ? null : chosen)
      setChosen(undefined)
      onChanged()
    })
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong">{unitName}</Text>
          <Tag text={current === none ? '没有微信收款' : `商户号 ${current}`} />
        </View>
        {communityName !== undefined && (
          <Text className="text-block text-small text-soft">{communityName}</Text>
        )}
        <Button
          text="修改怎么收款"
          onPress={() => {
            setChosen(current)
          }}
        />
      </View>
      {chosen !== undefined && (
        <Sheet
          title={unitName}
          isOpen
          onClose={() => {
            setChosen(undefined)
          }}
          footer={<Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />}
        >
          <ChoiceList label="用哪个商户号收款" options={options} value={chosen} onChange={setChosen} />
          {problem !== undefined && <ErrorNotice message={problem} />}
        </Sheet>
      )}
    </Card>
  )
}
