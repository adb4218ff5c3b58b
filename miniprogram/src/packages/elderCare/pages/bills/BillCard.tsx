import { sayYuan } from '@linli/shared/money'
import { nameMonth } from '@linli/shared/programmes/programme'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { RemoteView } from '../../../../components/RemoteView'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { useSubmit } from '../../../../hooks/useSubmit'
import { getUnitMonthBill, receiveMonthBill, type BillLine } from '../../../../services/monthBills'
import { describeMoment } from '../../../../services/time'
import { BillRows } from '../../components/BillRows'

/** One elder's month at one unit: looked through with her, and taken in by one press. */
export function BillCard({ line, onReceived }: { line: BillLine; onReceived: () => void }) {
  const { id, personName, phoneText, unitName, orders, fen, month, received } = line
  const [isOpen, setIsOpen] = useState(false)
  const settle = useSubmit()
  const now = useNow(60_000)
  const sum = sayYuan(fen)
  const said = `${nameMonth(month)}的 ${orders} 单`
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong grow">
            {phoneText === undefined ? personName : `${personName}（${phoneText}）`}
          </Text>
          <Text className="figures text-large text-strong">{sum}</Text>
        </View>
        <Text className="text-block">{`${unitName}，${said}`}</Text>
        {received && (
          <Text className="text-block text-soft">
            {`${describeMoment(received.at, now)}，${received.byName}收的`}
          </Text>
        )}
        <Button
          text={isOpen ? '收起' : '看每一单'}
          icon="list"
          onPress={() => {
            setIsOpen(!isOpen)
          }}
        />
        {!received && (
          <ActionBar
            formKey={`bill:${id}:${month}`}
            actions={[
              {
                action: 'receive',
                text: `收到 ${sum}`,
                ask: {
                  explain: `请先点清钱。按下去以后，${personName}${said}都记成“已收到”，本人和家里人会收到消息。只付得起几单的，请在那一单里收。`,
                },
              },
            ]}
            onAct={async () => {
              await settle(receiveMonthBill(line, fen, `收到${personName}${said}，${sum}`))
              onReceived()
            }}
          />
        )}
        {isOpen && <Rows line={line} />}
      </View>
    </Card>
  )
}

function Rows({ line }: { line: BillLine }) {
  const { unitId, personId, month } = line
  const bill = useRemote(`unitBill:${unitId}:${personId}:${month}`, () => getUnitMonthBill(line))
  return <RemoteView remote={bill}>{({ rows }) => <BillRows rows={rows} self="长者" />}</RemoteView>
}
