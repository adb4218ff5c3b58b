import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { sayYuan } from '@linli/shared/money'
import { AppPage } from '../../../../components/AppPage'
import { BarChart } from '../../../../components/BarChart'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { Tag, type Tone } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { getCard, type BenefitCard } from '../../../../services/programmes'
import { useSession } from '../../../../stores/session'
import { StatementFiles } from '../../components/StatementFiles'

/** All that programmes pay for one person: what is left, and how each price was split. */
export default function CardPage() {
  const me = useSession((state) => state.me)
  const { person } = useRouter().params
  return <AppPage title="一张卡">{me ? <OwnCard {...(person ? { person } : {})} /> : <SignInCard />}</AppPage>
}

function OwnCard({ person }: { person?: string }) {
  const remote = useRemote(`benefitCard:${person ?? ''}`, () => getCard(person))
  return (
    <RemoteView remote={remote} rows={4}>
      {(card) => (
        <View className="stack-loose">
          <ForPerson person={person} />
          <Text className="text-block text-large text-strong">{card.personName}</Text>
          <Programmes card={card} />
          {card.months.some(({ paidFen }) => paidFen > 0) && (
            <Section title="补贴每月付了多少">
              <BarChart
                label="补贴每月付了多少元"
                unit="元"
                bars={card.months.map(({ month, paidFen }) => ({
                  label: `${Number(month.slice(5))}月`,
                  value: Math.round(paidFen / 100),
                }))}
              />
            </Section>
          )}
          <Statement months={card.months.map(({ month }) => month)} person={person} />
          <Entries entries={card.entries} />
        </View>
      )}
    </RemoteView>
  )
}

interface StatementProps {
  /** The oldest first. */
  months: readonly string[]
  person: string | undefined
}

/** A month's statement, to be printed for whoever reads no screen, or kept. */
function Statement({ months, person }: StatementProps) {
  const [month, setMonth] = useState(months.at(-1) ?? '')
  return (
    <Section title="打印或下载一个月的对账单">
      <View className="stack">
        <FilterBar
          label="哪个月"
          value={month}
          options={[...months].reverse().map((value) => ({ value, text: `${Number(value.slice(5))}月` }))}
          onChange={setMonth}
        />
        <StatementFiles month={month} person={person} />
      </View>
    </Section>
  )
}

function Programmes({ card: { programmes } }: { card: BenefitCard }) {
  if (programmes.length === 0)
    return (
      <EmptyState
        icon="heart"
        title="现在没有补贴"
        message="不用自己申请：街道每天对照登记册，符合条件的会主动办好，办好了这里会告诉您。"
      />
    )
  return (
    <View className="stack">
      {programmes.map(({ code, name, text, leftFen, usedFen }) => (
        <Card key={code}>
          <View className="stack-tight">
            <Text className="text-block text-strong">{name}</Text>
            <Text className="text-block">
              {leftFen === undefined ? `这个月已用 ${sayYuan(usedFen)}` : `这个月还剩 ${sayYuan(leftFen)}`}
            </Text>
            <Text className="text-block text-soft">{text}</Text>
          </View>
        </Card>
      ))}
    </View>
  )
}

const stateTags: Record<BenefitCard['entries'][number]['state'], { text: string; tone: Tone }> = {
  reserved: { text: '已留着', tone: 'info' },
  settled: { text: '已付', tone: 'success' },
  reversed: { text: '已退回', tone: 'plain' },
}

function Entries({ entries }: Pick<BenefitCard, 'entries'>) {
  if (entries.length === 0) return null
  return (
    <Section title="接下来和最近的每一笔">
      <View className="stack">
        {entries.map(({ id, day, itemName, unitName, parts, priceFen, selfPaidFen, state }) => (
          <Card key={id} kind="flat">
            <View className="stack-tight">
              <View className="row-between">
                <Text className="text-strong">{`${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 ${itemName}`}</Text>
                <Tag {...stateTags[state]} />
              </View>
              <Text className="text-block text-soft">{unitName}</Text>
              <Text className="text-block">
                {`原价 ${sayYuan(priceFen)}，${parts.map(({ name, fen }) => `${name} ${sayYuan(fen)}`).join('，')}，自己付 ${sayYuan(selfPaidFen)}`}
              </Text>
            </View>
          </Card>
        ))}
      </View>
    </Section>
  )
}
