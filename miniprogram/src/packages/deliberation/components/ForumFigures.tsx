import { Text, View } from '@tarojs/components'
import { BarChart } from '../../../components/BarChart'
import { RemoteView } from '../../../components/RemoteView'
import { Section } from '../../../components/Section'
import { useRemote } from '../../../hooks/useRemote'
import { getForumFigures } from '../../../services/forum'
import { describeSpan } from '../../../services/time'
import { nameMonth, toDays } from './figures'

type Data = Awaited<ReturnType<typeof getForumFigures>>

const kindNames: Record<Data['kinds'][number]['kind'], string> = {
  deliberation: '议事厅里问的',
  mutualHelp: '互助里求助的',
  complaint: '反映单位或工作人员的',
  neighbours: '邻里交流里问的',
}

/** How many speak, and how long what they ask waits for an answer; every part with its whole. Nothing for others. */
export function ForumFigures({ community }: { community: string }) {
  const figures = useRemote(`forum:figures:${community}`, () => getForumFigures(community))
  if (figures.error?.code === 'forum.not_a_member') return null
  return (
    <RemoteView remote={figures} rows={3}>
      {({ months, kinds }) => (
        <View className="stack-loose">
          <Speaking months={months} />
          <Answers months={months} kinds={kinds} />
        </View>
      )}
    </RemoteView>
  )
}

function Speaking({ months }: Pick<Data, 'months'>) {
  return (
    <Section title="邻里圈：参与">
      <View className="stack">
        <BarChart
          label="每个月有几位邻居发帖"
          unit="位"
          bars={months.map(({ from, people }) => ({ label: `${nameMonth(from)}发帖的邻居`, value: people }))}
        />
        <BarChart
          label="每个月的帖子有多少条留言"
          unit="条留言"
          bars={months.map(({ from, posts, comments }) => ({
            label: `${nameMonth(from)}：${posts} 个帖子`,
            value: comments,
          }))}
        />
      </View>
    </Section>
  )
}

/** An answer whose moment is not known counts, and says nothing of how long it took. */
function describeAnswers({ answered, medianHours }: Data['kinds'][number]): string {
  if (medianHours !== undefined) return `一半在 ${describeSpan(medianHours * 3_600_000)}里有官方答复`
  return answered > 0 ? `${answered} 个有官方答复` : '还没有官方答复'
}

function Answers({ months, kinds }: Data) {
  const asked = kinds.filter((kind) => kind.asked > 0)
  const waited = months.filter(({ medianHours }) => medianHours !== undefined)
  if (asked.length === 0) return null
  return (
    <Section title="邻里圈：官方答复">
      <View className="stack">
        {asked.map((kind) => (
          <Text key={kind.kind} className="text-block">
            {kindNames[kind.kind]}：{describeAnswers(kind)}
            {kind.needs > 0 ? `，${kind.needs} 件转成了诉求` : ''}。
          </Text>
        ))}
        <BarChart
          label="近半年有官方答复的"
          unit="个"
          bars={asked.map(({ kind, asked: of, answered }) => ({
            label: kindNames[kind],
            value: answered,
            of,
          }))}
        />
        {waited.length > 0 && (
          <BarChart
            label="每个月问的事等了几天"
            unit="天"
            bars={waited.map(({ from, medianHours = 0 }) => ({
              label: `${nameMonth(from)}问的，一半不超过`,
              value: toDays(medianHours),
            }))}
          />
        )}
      </View>
    </Section>
  )
}
