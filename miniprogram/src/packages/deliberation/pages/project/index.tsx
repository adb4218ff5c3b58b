import { formatDate, formatDay, formatDeadline, startOfShanghaiDay } from '@linli/shared/time'
import { useRouter } from '@tarojs/taro'
import { effectNames } from '@linli/shared/deliberation/project'
import { sayYuan } from '@linli/shared/money'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { BarChart } from '../../../../components/BarChart'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { ListRow } from '../../../../components/ListRow'
import { MediaStrip } from '../../../../components/MediaStrip'
import { ReadAloud } from '../../../../components/ReadAloud'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { Tag } from '../../../../components/Tag'
import { Timeline } from '../../../../components/Timeline'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { useWatched } from '../../../../hooks/useWatched'
import { getProject, type ProjectView } from '../../../../services/deliberation'
import { useSession } from '../../../../stores/session'
import { openPage } from '../../components/pages'
import { ProjectActions } from '../../components/ProjectActions'
import { ProjectComments } from '../../components/ProjectComments'
import { RateCard } from '../../components/RateCard'

/** One project, live: by whom, by when, for how much, with photos, and how well neighbours think it came out. */
export default function ProjectPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  return <AppPage title="项目">{me ? <Project id={id} /> : <SignInCard />}</AppPage>
}

/** The end of a day is said by that day, and not by the midnight that already is the next one. */
function sayBy(dueBy: Date, now: Date): string {
  const isMidnight = startOfShanghaiDay(dueBy).getTime() === dueBy.getTime()
  return isMidnight ? `最晚 ${formatDay(new Date(dueBy.getTime() - 1), now)}` : formatDeadline(dueBy, now)
}

function Project({ id }: { id: string }) {
  const project = useRemote(`project:${id}`, () => getProject(id))
  useWatched('project', id, project.reload)
  return (
    <RemoteView remote={project} rows={5}>
      {(data) => (
        <View className="stack-loose">
          <Head project={data} />
          {data.actions.includes('rate') && <RateCard project={data} onDone={project.reload} />}
          <ProjectActions project={data} onDone={project.reload} />
          <Milestones project={data} />
          <Money project={data} />
          <Section title="进展">
            <Timeline
              entries={[...data.updates].reverse()}
              renderExtra={(update) => <MediaStrip media={update.media} />}
            />
          </Section>
          {data.state === 'done' && <Effect project={data} onChanged={project.reload} />}
        </View>
      )}
    </RemoteView>
  )
}

function Head({ project }: { project: ProjectView }) {
  const { title, text, unitName, stateText, state, motion, dueBy, isOverdue } = project
  const now = useNow()
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{title}</Text>
        <View className="row-wrap">
          <Tag text={stateText} icon="wrench" tone={state === 'done' ? 'success' : 'info'} />
          {isOverdue && <Tag text="到时间没有进展，请街道督办" icon="clock" tone="danger" />}
        </View>
        <Text className="text-block">{text}</Text>
        <ReadAloud text={`${title}。${text}。${describeSteps(project)}`} />
        <FactList
          facts={[
            { label: '负责单位', value: unitName },
            ...(dueBy === undefined || isOverdue
              ? []
              : [{ label: '下一次进展', value: sayBy(new Date(dueBy), new Date(now)) }]),
          ]}
        />
        {motion && (
          <Button
            text={`看议题：${motion.title}`}
            icon="next"
            kind="quiet"
            onPress={() => {
              openPage('motion', { id: motion.id })
            }}
          />
        )}
      </View>
    </Card>
  )
}

/** The steps as they are read out. */
const describeSteps = ({ milestones }: ProjectView): string =>
  milestones
    .map(({ title, dueOn, doneAt }) =>
      doneAt === undefined ? `${title}，${formatDate(dueOn)}之前做` : `${title}，做好了`,
    )
    .join('。')

function Milestones({ project }: { project: ProjectView }) {
  return (
    <Section title="分几步做">
      <View className="list">
        {project.milestones.map(({ id, title, dueOn, doneAt, isLate }) => (
          <ListRow
            key={id}
            icon={doneAt === undefined ? 'clock' : 'check'}
            title={title}
            note={`${formatDate(dueOn)}之前`}
            extra={
              doneAt === undefined && project.state === 'underway' ? (
                <Tag text={isLate ? '晚了' : '还没到'} tone={isLate ? 'danger' : 'plain'} />
              ) : (
                doneAt !== undefined && <Tag text="做好了" icon="check" tone="success" />
              )
            }
          />
        ))}
      </View>
    </Section>
  )
}

/** Every yuan with its day and what it was for. */
function Money({ project }: { project: ProjectView }) {
  const { budgetFen, spentFen, spends } = project
  if (budgetFen === undefined && spends.length === 0) return null
  return (
    <Section title="花费">
      <View className="stack">
        {budgetFen !== undefined && (
          <BarChart
            label="花了多少，预算多少"
            unit="元"
            bars={[{ label: '已花的和预算', value: spentFen / 100, of: budgetFen / 100 }]}
          />
        )}
        <Text className="text-block">
          一共花了 {sayYuan(spentFen)}
          {budgetFen === undefined ? '' : `，预算 ${sayYuan(budgetFen)}`}
        </Text>
        {spends.length > 0 && (
          <View className="list">
            {spends.map(({ id, on, fen, note }) => (
              <ListRow
                key={id}
                title={note}
                note={formatDate(on)}
                extra={<Text className="figures">{sayYuan(fen)}</Text>}
              />
            ))}
          </View>
        )}
      </View>
    </Section>
  )
}

function Effect({ project, onChanged }: { project: ProjectView; onChanged: () => void }) {
  const { grades, ratings, average, id } = project
  return (
    <Section title="大家评的效果">
      <View className="stack">
        <Text className="text-block">
          {average === undefined
            ? '还没有人评价。'
            : `${ratings} 人评价，平均 ${average.toFixed(1)} 分（满分 5 分）`}
        </Text>
        {ratings > 0 && (
          <BarChart
            label="大家评的效果"
            unit="人"
            bars={grades.map(({ grade, count }) => ({
              label: effectNames[grade],
              value: count,
              of: ratings,
            }))}
          />
        )}
        <ProjectComments id={id} onDeleted={onChanged} />
      </View>
    </Section>
  )
}
