import { formatArea } from '@linli/shared/ballots/ballot'
import { Text, View } from '@tarojs/components'
import { BarChart } from '../../../components/BarChart'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { Section } from '../../../components/Section'
import { Tag } from '../../../components/Tag'
import type { BallotView } from '../../../services/ballots'
import { openBallotPage } from './pages'

/** How many have voted, and when; never what. */
export function TurnoutView({ ballot }: { ballot: BallotView }) {
  const { size, turnout, turnoutByDay, isByArea } = ballot
  if (!size) return null
  return (
    <Section title="有多少人投了">
      <View className="stack">
        <BarChart
          label="投票的比例"
          unit="票"
          bars={[{ label: '投了的票', value: turnout.heads, of: size.heads }]}
        />
        {isByArea && (
          <Text className="text-block">
            专有面积：{formatArea(turnout.area)}，共 {formatArea(size.area)}
          </Text>
        )}
        {turnoutByDay.length > 0 && (
          <BarChart
            label="每天投了多少票"
            unit="票"
            bars={turnoutByDay.map(({ label, heads }) => ({ label, value: heads }))}
          />
        )}
      </View>
    </Section>
  )
}

/** The result as bars, and as sentences one can follow: each round of a runoff, and whether it counts. */
export function ResultView({ ballot }: { ballot: BallotView }) {
  const { result, isByArea, form, id } = ballot
  if (!result) return null
  const { outcome, outcomeText, tallies, words, turnout } = result
  return (
    <Section title="结果">
      <Card>
        <View className="stack">
          <View className="row-wrap">
            <Tag
              text={outcomeText}
              tone={outcome === 'passed' ? 'success' : 'plain'}
              icon={outcome === 'passed' ? 'check' : 'info'}
            />
          </View>
          {form === 'ranked' && <Text className="text-block text-soft">第 1 轮，排在第一的票数：</Text>}
          <BarChart
            label={form === 'ranked' ? '排在第一的票数' : '每一项的票数'}
            unit="票"
            bars={tallies.map(({ text, heads, isPassed }) => ({
              label: `${text}${isPassed ? '（通过）' : ''}`,
              value: heads,
              of: turnout.heads,
            }))}
          />
          {isByArea &&
            tallies.map(({ optionId, text, area }) => (
              <Text key={optionId} className="text-block">
                {text}：{formatArea(area)}
              </Text>
            ))}
          {words.map((line) => (
            <Text key={line} className="text-block">
              {line}
            </Text>
          ))}
          <Button
            text="核对我的回执"
            icon="search"
            onPress={() => {
              openBallotPage('receipt', { id })
            }}
          />
        </View>
      </Card>
    </Section>
  )
}
