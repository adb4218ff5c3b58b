import { formatYuan } from '@linli/shared/money'
import { areaLevelOf } from '@linli/shared/areas/areas'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { listMissingAccounts, listPayouts, makePayout, type Payouts } from '../../../../services/payouts'
import { sendOnce } from '../../../../stores/drafts'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { MonthChoice } from '../../../../components/MonthChoice'
import { AccountCard } from '../../components/AccountCard'
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
              action={{
                text: '去看应享未享',
                onPress: () => void Taro.navigateTo({ url: '/packages/programmes/pages/entitlements/index' }),
              }}
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

function DueCard({ area, month, due, onMade }: DueCardProps) {
  const { programmeName, people, totalFen, ended, isRough } = due
  return (
    <Card kind="accent">
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong grow">{programmeName}</Text>
          <Text className="figures text-strong">{formatYuan(totalFen)}</Text>
        </View>
        <Text className="text-block">{`${isRough ? '大约 ' : ''}${people} 人还没有进这个月的发放表`}</Text>
        {ended > 0 && (
          <Text className="text-block">{`其中 ${ended} 人后来停了，当月还在享，表里有备注。`}</Text>
        )}
        {areaLevelOf(area) === 'street' ? (
          <MakeFile area={area} month={month} due={due} onMade={onMade} />
        ) : (
          <Text className="text-block text-soft">发放表由街道出，这里只看。</Text>
        )}
      </View>
    </Card>
  )
}

/** Who has no account is completed first, or waits for the next file. */
function MakeFile({ area, month, due: { code, people, missing }, onMade }: DueCardProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { run, isBusy, problem } = useAction()
  const make = () =>
    run(async () => {
      const body = { area, month, code, leavesMissing: missing > 0 }
      await sendOnce(`payout:${area}:${month}:${code}:${missing}`, (key) => makePayout(body, key))
      onMade()
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      {missing > 0 && (
        <Button
          text={isOpen ? '收起' : `${missing} 人缺账号，先补好`}
          kind="primary"
          isBlock
          onPress={() => {
            setIsOpen(!isOpen)
          }}
        />
      )}
      {isOpen && <Missing area={area} month={month} code={code} onSet={onMade} />}
      {people > missing && (
        <Button
          text={missing > 0 ? `先给 ${people - missing} 人出表，缺账号的留到下一张` : '出一张发放表'}
          kind={missing > 0 ? 'secondary' : 'primary'}
          isBlock
          isBusy={isBusy}
          onPress={() => void make()}
        />
      )}
    </View>
  )
}

interface MissingProps {
  area: string
  month: string
  code: string
  onSet: () => void
}

function Missing({ area, month, code, onSet }: MissingProps) {
  const remote = useRemote(`missingAccounts:${area}:${month}:${code}`, () =>
    listMissingAccounts({ area, month, code }),
  )
  return (
    <RemoteView remote={remote}>
      {({ items, isCut }) => (
        <View className="stack">
          {items.map((account) => (
            <AccountCard
              key={account.personId}
              account={account}
              onSet={() => {
                remote.reload()
                onSet()
              }}
            />
          ))}
          {isCut && <Text className="text-block">还有人没有列出来，补好这些会接着列。</Text>}
        </View>
      )}
    </RemoteView>
  )
}
