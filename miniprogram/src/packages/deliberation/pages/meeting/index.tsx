import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { ListRow } from '../../../../components/ListRow'
import { MediaStrip } from '../../../../components/MediaStrip'
import { ReadAloud } from '../../../../components/ReadAloud'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { Tag } from '../../../../components/Tag'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { getMeeting, type MeetingView } from '../../../../services/deliberation'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { MeetingActions } from '../../components/MeetingActions'
import { openPage } from '../../components/pages'

/** One meeting: where and when, what about, who came, what was said and decided. */
export default function MeetingPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  return <AppPage title="议事会">{me ? <Meeting id={id} /> : <SignInCard />}</AppPage>
}

function Meeting({ id }: { id: string }) {
  const meeting = useRemote(`meeting:${id}`, () => getMeeting(id))
  return (
    <RemoteView remote={meeting} rows={5}>
      {(data) => (
        <View className="stack-loose">
          <Head meeting={data} />
          <MeetingActions meeting={data} onDone={meeting.reload} />
          <Agenda meeting={data} />
          {data.minutes && (
            <Section title="会议记录">
              <Card kind="flat">
                <View className="stack">
                  <Text className="text-block" userSelect>
                    {data.minutes.text}
                  </Text>
                  <MediaStrip media={data.minutes.media} />
                  <ReadAloud label="把记录读给我听" text={data.minutes.text} />
                </View>
              </Card>
            </Section>
          )}
          <Decisions meeting={data} />
        </View>
      )}
    </RemoteView>
  )
}

function Head({ meeting }: { meeting: MeetingView }) {
  const now = useNow(60_000)
  const { title, place, startsAt, stateText, attendance, hasSignedIn, code, cancelledBecause } = meeting
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{title}</Text>
        <View className="row-wrap">
          <Tag text={stateText} icon="calendar" tone="info" />
          {hasSignedIn && <Tag text="您已签到" icon="check" tone="success" />}
        </View>
        <FactList
          facts={[
            { label: '时间', value: describeMoment(startsAt, now) },
            { label: '地点', value: place },
            { label: '到会', value: attendance === 0 ? undefined : `${attendance} 人` },
            { label: '取消的原因', value: cancelledBecause },
          ]}
        />
        <ReadAloud text={describeCall(meeting, describeMoment(startsAt, now))} />
        {code !== undefined && (
          <View className="stack-tight">
            <Text className="text-block text-small text-soft">写在会场上的签到码（六位数字）</Text>
            <Text className="text-block figure-number figures">{code}</Text>
          </View>
        )}
      </View>
    </Card>
  )
}

/** The call as it is read out: what, when, where, what about. */
const describeCall = ({ title, place, agenda }: MeetingView, when: string): string =>
  `${title}。时间：${when}。地点：${place}。议程：${agenda.map(({ text }, i) => `第${i + 1}，${text}`).join('。')}`

function Agenda({ meeting }: { meeting: MeetingView }) {
  return (
    <Section title="议程">
      <View className="list">
        {meeting.agenda.map(({ text, motionId }, i) => (
          <ListRow
            key={`${i}:${text}`}
            title={`${i + 1}. ${text}`}
            {...(motionId === undefined
              ? {}
              : {
                  note: '点开看议题',
                  onPress: () => {
                    openPage('motion', { id: motionId })
                  },
                })}
          />
        ))}
      </View>
    </Section>
  )
}

/** Each with what became of it. */
function Decisions({ meeting }: { meeting: MeetingView }) {
  if (meeting.decisions.length === 0) return null
  return (
    <Section title="定下来的事">
      <View className="list">
        {meeting.decisions.map(({ id, text, isAdopted, projectId, needId, needStateText }) => (
          <ListRow
            key={id}
            icon="check"
            title={isAdopted === undefined ? text : `${isAdopted ? '通过' : '没有通过'}：${text}`}
            {...noteOf(projectId, needStateText)}
            {...pressOf(projectId, needId)}
          />
        ))}
      </View>
    </Section>
  )
}

function noteOf(projectId: string | undefined, needStateText: string | undefined) {
  if (projectId !== undefined) return { note: '变成了项目，点开看进展' }
  return needStateText === undefined ? {} : { note: `交给社区办：${needStateText}` }
}

function pressOf(projectId: string | undefined, needId: string | undefined) {
  if (projectId !== undefined)
    return {
      onPress: () => {
        openPage('project', { id: projectId })
      },
    }
  if (needId === undefined) return {}
  return {
    onPress: () => {
      void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${needId}` })
    },
  }
}
