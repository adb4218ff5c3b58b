import { Text, View } from '@tarojs/components'
import { BarChart } from '../../../../components/BarChart'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { getModerationFigures, type ModerationFigures } from '../../../../services/reviews'
import { describeMoment, describeSpan } from '../../../../services/time'

/** How long moderation takes and how much of it is put right: every share with its whole. */
export function Figures({ area }: { area: string }) {
  const figures = useRemote(`moderation:${area}`, () => getModerationFigures(area))
  return <RemoteView remote={figures}>{(data) => <Numbers figures={data} />}</RemoteView>
}

const inWords = (minutes: number | undefined) =>
  minutes === undefined ? '还没有' : describeSpan(minutes * 60_000)

function Numbers({ figures }: { figures: ModerationFigures }) {
  const now = useNow()
  const {
    waiting,
    decided,
    hidden,
    medianMinutes,
    slowMinutes,
    appealed,
    appealsDecided,
    overturned,
    weeks,
  } = figures
  return (
    <View className="stack-loose">
      <Card>
        <FactList
          facts={[
            { label: '现在等着看', value: `${waiting} 条` },
            { label: '一半在多久内看完', value: inWords(medianMinutes) },
            { label: '九成在多久内看完', value: inWords(slowMinutes) },
          ]}
        />
      </Card>
      <Section title="近 30 天">
        <BarChart
          label="近 30 天的决定"
          unit="条"
          bars={[
            { label: '看过的里面，不公开的', value: hidden, of: decided, tone: 'warning' },
            { label: '看过的里面，作者申诉的', value: appealed, of: decided },
            { label: '申诉里面，上一级改过来的', value: overturned, of: appealsDecided, tone: 'danger' },
          ]}
        />
      </Section>
      <Section title="每周看了多少条">
        <BarChart
          label="每周看了多少条"
          unit="条"
          bars={weeks.map(({ from, decided: number }) => ({
            label: `${describeMoment(from, now)}起`,
            value: number,
          }))}
        />
      </Section>
      <Text className="text-block text-soft">改过来的不是错，是上一级看得更全。这些数只和自己的过去比。</Text>
    </View>
  )
}
