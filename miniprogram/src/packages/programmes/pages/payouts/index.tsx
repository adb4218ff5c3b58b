import { formatYuan } from '@linli/shared/money'
import { areaLevelOf } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { listPayouts, makePayout, type Payouts } from '../../../../services/payouts'
import { sendOnce } from '../../../../stores/drafts'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { MonthChoice } from '../../../../components/MonthChoice'
import { PayoutCard } from './PayoutCard'

/** The cash of a month: whom the bank was told to pay, what arrived, and who still stands in no file. */
export default function PayoutsPage() {
  return (
    <ManagePage title="现金发放" roles={pageRoles.settlement}>
      {({ areaCode }) =>
        areaCode === undefined ? null : (
          <MonthChoice>{(month) => <Month area={areaCode} month={month} />}</MonthChoice>
        )
      }
    </ManagePage>
  )
}

function Month({ area, month }: { area: string; month: string }) {
  const remote = useRemote(`payouts:${area}:${month}`, () => listPayouts({ area, month }))
  return (
    <RemoteView remote={remote} rows={4}>
      {({ items, due }) => (
        <View className="stack">
          {due.length > 0 && (
            <Section title="还没有进发放表的">
              <View className="stack">
                {due.map((each) => (
                  <DueCard key={each.code} area={area} month={month} due={each} onMade={remote.reload} />
                ))}
              </View>
            </Section>
          )}
          {items.length === 0 && due.length === 0 && (
            <EmptyState
              icon="check"
              title="这个月没有要发的现金"
              message="同意了现金补贴的人，会出现在这里。"
            />
          )}
          {items.length > 0 && (
            <Section title="已经出的发放表">
              <View className="stack">
                {items.map((payout) => (
                  <PayoutCard key={payout.id} payout={payout} onChanged={remote.reload} />
                ))}
              </View>
            </Section>
          )}
        </View>
      )}
    </RemoteView>
  )
}

interface DueCardProps {
  area: string
  month: string
  due: Payouts['due'][number]
  onMade: () => void
}

function DueCard({ area, month, due: { code, programmeName, people, totalFen }, onMade }: DueCardProps) {
  const { run, isBusy, problem } = useAction()
  const make = () =>
    run(async () => {
      await sendOnce(`payout:${area}:${month}:${code}`, (key) => makePayout({ area, month, code }, key))
      onMade()
    })
  return (
    <Card kind="accent">
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong grow">{programmeName}</Text>
          <Text className="figures text-strong">{formatYuan(totalFen)}</Text>
        </View>
        <Text className="text-block">{`${people} 人还没有进这个月的发放表`}</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        {areaLevelOf(area) === 'street' ? (
          <Button text="出一张发放表" kind="primary" isBlock isBusy={isBusy} onPress={() => void make()} />
        ) : (
          <Text className="text-block text-soft">发放表由街道出，这里只看。</Text>
        )}
      </View>
    </Card>
  )
}
