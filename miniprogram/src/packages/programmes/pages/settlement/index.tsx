import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { formatYuan } from '@linli/shared/money'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { saveFile } from '../../../../platform/files'
import { fetchSettlementSheet, getSettlement, type Settlement } from '../../../../services/programmes'
import { describeMoment } from '../../../../services/time'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { MonthChoice } from '../../../../components/MonthChoice'

/** What the programmes pay whom in a month; sums and lines agree to the fen. */
export default function SettlementPage() {
  return (
    <ManagePage title="补贴结算" roles={pageRoles.settlement}>
      {({ areaCode }) =>
        areaCode === undefined ? null : (
          <MonthChoice>{(month) => <Month query={{ area: areaCode, month }} />}</MonthChoice>
        )
      }
    </ManagePage>
  )
}

function Month({ query }: { query: { area: string; month: string } }) {
  const remote = useRemote(`settlement:${query.area}:${query.month}`, () => getSettlement(query))
  const { run, isBusy, problem } = useAction()
  const now = useNow()
  return (
    <RemoteView remote={remote} rows={4}>
      {(settlement) => (
        <View className="stack">
          {problem !== undefined && <ErrorNotice message={problem} />}
          <Sums settlement={settlement} />
          <Text className="text-block text-small text-soft">
            {`统计到 ${describeMoment(settlement.countedAt, now)}。下载结算表时另统计一次，表里写着统计到几点。`}
          </Text>
          <Clearings rows={settlement.clearings} />
          <View className="action-bar">
            <Button
              text="下载结算表"
              icon="down"
              isBusy={isBusy}
              onPress={() =>
                void run(async () => {
                  await saveFile(await fetchSettlementSheet(query), `补贴结算-${query.month}.xlsx`)
                })
              }
            />
            <Button
              text="现金发放"
              icon="list"
              onPress={() => void Taro.navigateTo({ url: '/packages/programmes/pages/payouts/index' })}
            />
          </View>
        </View>
      )}
    </RemoteView>
  )
}

/** What units owe each other: one took the money in WeChat, another did the work. */
function Clearings({ rows }: { rows: Settlement['clearings'] }) {
  if (rows.length === 0) return null
  return (
    <Section title="单位之间要结清的">
      <View className="stack">
        {rows.map(({ fromUnitName, toUnitName, orders, fen }) => (
          <Card key={`${fromUnitName} ${toUnitName}`} kind="flat">
            <View className="row-between">
              <Text className="text-strong grow">{`${fromUnitName}付给${toUnitName}`}</Text>
              <Text className="figures text-strong">{formatYuan(fen)}</Text>
            </View>
            <Text className="text-block text-soft">{`${orders} 单：老人付给了前一家，后来由后一家做`}</Text>
          </Card>
        ))}
      </View>
    </Section>
  )
}

function Sums({ settlement: { rows, orders, totalFen, selfPaidFen, priceFen } }: { settlement: Settlement }) {
  if (rows.length === 0)
    return (
      <EmptyState
        icon="paper"
        title="这个月还没有要结算的"
        message="有补贴的服务，长者确认一单，这里就多一笔；全部自付的不在这里。"
      />
    )
  return (
    <View className="stack">
      <Card kind="accent">
        <Text className="text-block text-large text-strong">{`${orders} 单，补贴一共 ${formatYuan(totalFen)}`}</Text>
        <Text className="text-block">{`原价 ${formatYuan(priceFen)}，老人自己付 ${formatYuan(selfPaidFen)}`}</Text>
      </Card>
      {rows.map(({ unitName, programmeName, payer, orders: count, fen }) => (
        <Card key={`${unitName} ${programmeName}`} kind="flat">
          <View className="row-between">
            <Text className="text-strong">{unitName}</Text>
            <Text className="figures text-strong">{formatYuan(fen)}</Text>
          </View>
          <Text className="text-block text-soft">{`${programmeName}，${count} 单，由${payer}付`}</Text>
        </Card>
      ))}
    </View>
  )
}
