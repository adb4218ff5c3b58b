import { dueNames } from '@linli/shared/deliberation/motion'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { BarChart } from '../../../components/BarChart'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { Deadline } from '../../../components/Deadline'
import { AuthorLine } from '../../../components/forum/AuthorLine'
import { MediaStrip } from '../../../components/MediaStrip'
import { ReadAloud } from '../../../components/ReadAloud'
import { RemoteView } from '../../../components/RemoteView'
import { Section } from '../../../components/Section'
import { Tag } from '../../../components/Tag'
import { Timeline } from '../../../components/Timeline'
import { useNow } from '../../../hooks/useNow'
import { useRemote } from '../../../hooks/useRemote'
import { useWatched } from '../../../hooks/useWatched'
import { getMotion, type MotionView } from '../../../services/deliberation'
import { describeMoment } from '../../../services/time'
import { Arguments } from './Arguments'
import { ComingBallots } from './ComingBallots'
import { MotionActions } from './MotionActions'
import { MotionPath } from './MotionPath'
import { openPage } from './pages'

/** One motion in full; it changes by itself while it is open. */
export function MotionDetail({ id, onChanged }: { id: string; onChanged?: () => void }) {
  const motion = useRemote(`motion:${id}`, () => getMotion(id))
  useWatched('motion', id, motion.reload)
  const reload = () => {
    motion.reload()
    onChanged?.()
  }
  return (
    <RemoteView remote={motion} rows={5}>
      {(data) => (
        <View className="stack-loose">
          <Words motion={data} />
          <MotionActions motion={data} part="main" onDone={reload} />
          <ComingBallots motion={data} />
          <Links motion={data} />
          <Section title="走到哪一步">
            <MotionPath path={data.path} />
          </Section>
          <Support motion={data} />
          {data.visibility === 'visible' && (
            <Arguments motionId={id} canArgue={data.actions.includes('argue')} />
          )}
          <Section title="经过">
            <Timeline entries={data.history} />
          </Section>
          <MotionActions motion={data} part="rest" onDone={reload} />
        </View>
      )}
    </RemoteView>
  )
}

function Words({ motion }: { motion: MotionView }) {
  const now = useNow(60_000)
  const { title, text, author, at, media, stateText, visibilityText, hiddenBecause, answer } = motion
  const due = dueNames[motion.state]
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong" userSelect>
          {title}
        </Text>
        <View className="row-wrap">
          <Tag text={stateText} icon="flag" tone="info" />
          {motion.isScheduled && <Tag text="五分之一以上居民联名" icon="check" tone="success" />}
          {motion.isOverdue && <Tag text="超过时间，街道督办" icon="warning" tone="danger" />}
        </View>
        {motion.dueBy !== undefined && due !== undefined && <Deadline at={motion.dueBy} what={due} />}
        <AuthorLine author={author} />
        <Text className="text-block" userSelect>
          {text}
        </Text>
        <MediaStrip media={media} />
        <ReadAloud text={`${title}。${text}${answer ? `。${answer.by}的答复：${answer.text}` : ''}`} />
        {visibilityText !== undefined && <Text className="text-block text-strong">{visibilityText}</Text>}
        {hiddenBecause !== undefined && <Text className="text-block">原因：{hiddenBecause}</Text>}
        {answer && (
          <View className="stack-tight">
            <Text className="text-block text-strong">{answer.by}的答复</Text>
            <Text className="text-block" userSelect>
              {answer.text}
            </Text>
          </View>
        )}
        <Text className="text-block text-small text-soft">{describeMoment(at, now)} 提出</Text>
      </View>
    </Card>
  )
}

/** How many stand behind it, each with what it is a part of. */
function Support({ motion }: { motion: MotionView }) {
  const { counts, threshold, fifth, householdsHeard } = motion
  const fifthOf = (whole: number): number => Math.ceil(whole / 5)
  const bars = [
    { label: '联名的人，够数就请社区答复', value: counts.coSigners, of: threshold },
    ...(fifth
      ? [
          { label: '成年居民，够五分之一一定表决', value: fifth.adults.part, of: fifthOf(fifth.adults.of) },
          {
            label: '家庭，够五分之一一定表决',
            value: fifth.households.part,
            of: fifthOf(fifth.households.of),
            unit: '户',
          },
        ]
      : []),
    ...(householdsHeard
      ? [{ label: '说过话的家庭', value: householdsHeard.part, of: householdsHeard.of, unit: '户' }]
      : []),
  ]
  return (
    <Section title="有多少人支持">
      <BarChart label="有多少人支持" unit="人" bars={bars} />
    </Section>
  )
}

/** Where it came from, and what became of it. */
function Links({ motion }: { motion: MotionView }) {
  const { from, ballotId, projectId, mergedInto } = motion
  const go = (url: string) => void Taro.navigateTo({ url })
  return (
    <View className="action-bar">
      {ballotId !== undefined && (
        <Button
          text="去看表决"
          icon="check"
          kind="primary"
          onPress={() => {
            go(`/packages/ballots/pages/ballot/index?id=${ballotId}`)
          }}
        />
      )}
      {projectId !== undefined && (
        <Button
          text="看项目"
          icon="wrench"
          kind="primary"
          onPress={() => {
            openPage('project', { id: projectId })
          }}
        />
      )}
      {mergedInto && (
        <Button
          text={`看合到一起的议题：${mergedInto.title}`}
          icon="next"
          onPress={() => {
            openPage('motion', { id: mergedInto.id })
          }}
        />
      )}
      {from?.kind === 'post' && from.id !== undefined && (
        <Button
          text="看邻里圈里的帖子"
          icon="people"
          kind="quiet"
          onPress={() => {
            go(`/packages/forum/pages/post/index?id=${from.id ?? ''}`)
          }}
        />
      )}
      {from?.kind === 'need' && from.id !== undefined && (
        <Button
          text="看我的诉求"
          icon="flag"
          kind="quiet"
          onPress={() => {
            go(`/packages/needs/pages/detail/index?id=${from.id ?? ''}`)
          }}
        />
      )}
    </View>
  )
}
