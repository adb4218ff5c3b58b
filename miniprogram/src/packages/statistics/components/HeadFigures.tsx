import { fewPeople, isFew, tierNames, tiers } from '@linli/shared/statistics/statistics'
import { View } from '@tarojs/components'
import { BarChart } from '../../../components/BarChart'
import { Section } from '../../../components/Section'
import type { Figures } from '../../../services/statistics'
import { FigureTiles, type Head } from './FigureTiles'
import { describeShare } from './figureWords'

/** The residents' word first; a figure never stands without what it is a part of. */
function listHeads({ rating, solved, onTime, reopened, created, open, overdue, found }: Figures): Head[] {
  const share = (title: string, whole: typeof solved, noun: string): Head => ({
    title,
    value: describeShare(whole),
    note: whole.of === 0 ? `还没有${noun}` : `${whole.of} 件${noun}里有 ${whole.part} 件${fewNote(whole.of)}`,
  })
  return [
    {
      title: '居民评价',
      value: rating.average === undefined ? '—' : `${rating.average.toFixed(1)} 分`,
      note: rating.count === 0 ? '还没有评价' : `${rating.count} 人评价，满分 5 分${fewNote(rating.count)}`,
    },
    share('居民说解决了', solved, '有回音的办结'),
    share('按时办完', onTime, '办结和超期未办'),
    share('重办', reopened, '办结'),
    {
      title: '居民提出',
      value: `${created} 件`,
      note: `现在还有 ${open} 件在办，其中 ${overdue} 件超过办结期限`,
    },
    {
      title: '主动发现',
      value: `${found.raised} 件`,
      note: `巡查走访发现，已办完 ${found.closed} 件；发现得多不影响上面的数字`,
    },
  ]
}

const fewNote = (of: number): string => (isFew(of) ? `，少于 ${fewPeople} 件，仅供参考` : '')

export function HeadFigures({ figures }: { figures: Figures }) {
  return (
    <View className="stack-loose">
      <FigureTiles heads={listHeads(figures)} />
      <Section title="在哪一级解决的">
        <BarChart
          label="在哪一级解决的"
          unit="件"
          bars={tiers.map((tier) => ({
            label: tierNames[tier],
            value: figures.tiers[tier],
            of: tiers.reduce((sum, other) => sum + figures.tiers[other], 0),
          }))}
        />
      </Section>
    </View>
  )
}
