import { Text, View } from '@tarojs/components'
import { BarChart } from '../../../../components/BarChart'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import { getDeliberationFigures, type DeliberationFigures } from '../../../../services/deliberation'
import { describeSpan } from '../../../../services/time'
import { ForumFigures } from '../../components/ForumFigures'
import { nameMonth, toDays } from '../../components/figures'
import { MemberPage } from '../../components/MemberPage'

/** How many take part, how long an answer takes, what came of it; every part with its whole. */
export default function FiguresPage() {
  return (
    <MemberPage title="议事和邻里圈的数字">
      {(community) => (
        <View className="stack-loose">
          <Figures community={community} />
          <ForumFigures community={community} />
        </View>
      )}
    </MemberPage>
  )
}

function Figures({ community }: { community: string }) {
  const figures = useRemote(`deliberation:figures:${community}`, () => getDeliberationFigures(community))
  return (
    <RemoteView remote={figures} rows={4}>
      {(data) => (
        <View className="stack-loose">
          <Participation figures={data} />
          <Answers figures={data} />
          <Outcomes figures={data} />
        </View>
      )}
    </RemoteView>
  )
}

function Participation({ figures: { months, householdsHeard } }: { figures: DeliberationFigures }) {
  return (
    <Section title="议题：参与">
      <View className="stack">
        {householdsHeard && (
          <BarChart
            label="有多少户说过话"
            unit="户"
            bars={[{ label: '说过话的家庭', value: householdsHeard.part, of: householdsHeard.of }]}
          />
        )}
        <Text className="text-block">每个月提的议题，一共有多少人次联名</Text>
        <BarChart
          label="每个月联名的人次"
          unit="人次"
          bars={months.map(({ from, raised, coSignatures }) => ({
            label: `${nameMonth(from)}：${raised} 个议题`,
            value: coSignatures,
          }))}
        />
      </View>
    </Section>
  )
}

function Answers({ figures }: { figures: DeliberationFigures }) {
  const { answered, onTime, openLate, medianHours, months } = figures
  const due = answered + openLate
  const known = months.filter((month) => month.answered > 0)
  return (
    <Section title="议题：答复">
      <View className="stack">
        <Text className="text-block">
          {answered === 0 || medianHours === undefined
            ? '近半年还没有答复过联名够数的议题。'
            : `近半年答复 ${answered} 个，一半在 ${describeSpan(medianHours * 3_600_000)}里有答复。`}
          {openLate > 0 ? `还有 ${openLate} 个过了时间没有答复。` : ''}
        </Text>
        {due > 0 && (
          <BarChart
            label="该答复的议题"
            unit="个"
            bars={[
              { label: '按时答复', value: onTime, of: due },
              { label: '答复晚了', value: answered - onTime, of: due },
              { label: '过了时间还没有答复', value: openLate, of: due, tone: 'warning' },
            ]}
          />
        )}
        {known.length > 0 && (
          <>
            <Text className="text-block">答复用了几天（每个月，一半的议题没有超过）</Text>
            <BarChart
              label="每个月答复用了几天"
              unit="天"
              bars={known.map(({ from, medianHours: hours = 0 }) => ({
                label: `${nameMonth(from)}答复用的天数`,
                value: toDays(hours),
              }))}
            />
          </>
        )}
        {known.length > 0 && (
          <BarChart
            label="每个月按时答复的"
            unit="个"
            bars={known.map((month) => ({
              label: `${nameMonth(month.from)}按时答复`,
              value: month.onTime,
              of: month.answered,
            }))}
          />
        )}
      </View>
    </Section>
  )
}

function Outcomes({ figures: { decided } }: { figures: DeliberationFigures }) {
  const { passed, notPassed, answered, stopped } = decided
  const all = passed + notPassed + answered + stopped
  if (all === 0) return null
  return (
    <Section title="议题：结果">
      <BarChart
        label="有了结果的议题"
        unit="个"
        bars={[
          { label: '通过或在办', value: passed, of: all },
          { label: '没有通过', value: notPassed, of: all },
          { label: '说明理由答复', value: answered, of: all },
          { label: '办到一半停了', value: stopped, of: all },
        ]}
      />
    </Section>
  )
}
