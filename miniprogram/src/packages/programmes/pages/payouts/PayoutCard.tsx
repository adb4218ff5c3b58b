import { formatYuan } from '@linli/shared/money'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { saveFile } from '../../../../platform/files'
import { fetchPayout, markPayout, type Payout } from '../../../../services/payouts'
import { describeMoment } from '../../../../services/time'
import { sendOnce } from '../../../../stores/drafts'
import { PayoutLines } from './PayoutLines'

const payAll: ActionSpec<'pay'> = {
  action: 'pay',
  text: '都发到了',
  ask: { explain: '还没有登记的每一行都记成“已发放”。有没发成的，请先在那一行登记。' },
}

interface PayoutCardProps {
  payout: Payout
  onChanged: () => void
}

/** One file for the bank, the same each time it is fetched, and what became of its lines. */
export function PayoutCard({ payout, onChanged }: PayoutCardProps) {
  const { id, version, number, totalFen, open, byName, madeAt, lastDownload } = payout
  const [isOpen, setIsOpen] = useState(false)
  const { run, isBusy, problem } = useAction()
  const now = useNow(60_000)
  const fetch = () =>
    run(async () => {
      await saveFile(await fetchPayout(id), `现金发放-${number}.xlsx`)
      onChanged()
    })
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong grow">{number}</Text>
          <Text className="figures text-strong">{formatYuan(totalFen)}</Text>
        </View>
        <Text className="text-block">{describePeople(payout)}</Text>
        <Text className="text-block text-soft">{`${describeMoment(madeAt, now)}，${byName}出的`}</Text>
        <Text className="text-block text-soft">{describeDownloads(payout, now)}</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        <View className="action-bar">
          <Button
            text="下载这张表"
            icon="down"
            kind={lastDownload ? 'secondary' : 'primary'}
            isBusy={isBusy}
            onPress={() => void fetch()}
          />
          <Button
            text={isOpen ? '收起名单' : '看名单，登记发到没有'}
            icon="list"
            onPress={() => {
              setIsOpen(!isOpen)
            }}
          />
        </View>
        {open > 0 && (
          <ActionBar
            formKey={`payout:${id}`}
            actions={[{ ...payAll, kind: lastDownload ? 'primary' : 'secondary' }]}
            onAct={async (action) => {
              await sendOnce(`payout:${id}:${version}`, (key) => markPayout(id, { action, version }, key))
              onChanged()
            }}
          />
        )}
        {isOpen && <PayoutLines key={version} payout={payout} onChanged={onChanged} />}
      </View>
    </Card>
  )
}

function describePeople({ people, paid, failed, open }: Payout): string {
  const parts = [
    ...(paid > 0 ? [`${paid} 人已发放`] : []),
    ...(failed > 0 ? [`${failed} 人没有发成`] : []),
    ...(open > 0 ? [`${open} 人还没有登记发到没有`] : []),
  ]
  return `共 ${people} 人：${parts.join('，')}`
}

function describeDownloads({ downloads, lastDownload }: Payout, now: number): string {
  if (!lastDownload) return '还没有人下载'
  const { at, byName } = lastDownload
  return `下载过 ${downloads} 次，每次都是同一份；最近一次 ${describeMoment(at, now)}，${byName}`
}
