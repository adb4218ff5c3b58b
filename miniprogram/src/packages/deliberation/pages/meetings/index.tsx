import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getDeliberationHome,
  listMeetings,
  signInToMeeting,
  type MeetingSummary,
} from '../../../../services/deliberation'
import { describeMoment } from '../../../../services/time'
import { AnnounceSheet } from '../../components/AnnounceSheet'
import { MemberPage } from '../../components/MemberPage'
import { openPage } from '../../components/pages'

/** When and where the community meets, what came of it, and signing in there. */
export default function MeetingsPage() {
  return <MemberPage title="议事会">{(community) => <Meetings community={community} />}</MemberPage>
}

function Meetings({ community }: { community: string }) {
  const home = useRemote(`deliberation:${community}`, () => getDeliberationHome(community))
  const list = usePaged(`meetings:${community}`, (cursor) => listMeetings(community, cursor))
  const [isAnnouncing, setIsAnnouncing] = useState(false)
  return (
    <View className="stack-loose">
      <SignIn onDone={list.reload} />
      {home.data && home.data.desk !== 'none' && (
        <Button
          text="通知开议事会"
          icon="calendar"
          kind="primary"
          onPress={() => {
            setIsAnnouncing(true)
          }}
        />
      )}
      {isAnnouncing && (
        <AnnounceSheet
          community={community}
          onDone={() => {
            setIsAnnouncing(false)
            list.reload()
          }}
          onClose={() => {
            setIsAnnouncing(false)
          }}
        />
      )}
      <PagedList
        list={list}
        label="议事会"
        empty={
          <EmptyState
            icon="calendar"
            title="还没有议事会"
            message="社区通知开会以后，时间、地点和议程会在这里。"
          />
        }
        renderItem={(meeting) => <MeetingCard meeting={meeting} />}
      />
    </View>
  )
}

/** The six digits on the wall of the meeting. */
function SignIn({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState('')
  const [done, setDone] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const send = () =>
    run(async () => {
      const { title } = await signInToMeeting(code)
      setDone(`已签到：${title}`)
      setCode('')
      onDone()
    })
  return (
    <Card>
      <View className="stack">
        {done !== undefined && <DoneNotice message={done} />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextField
          label="到会签到：会场上的六位数字"
          type="number"
          value={code}
          most={6}
          onChange={setCode}
        />
        <Button
          text="签到"
          icon="check"
          isBusy={isBusy}
          isDisabled={!/^\d{6}$/.test(code)}
          onPress={() => void send()}
        />
      </View>
    </Card>
  )
}

function MeetingCard({ meeting }: { meeting: MeetingSummary }) {
  const now = useNow(60_000)
  const { id, title, place, startsAt, stateText, attendance, hasSignedIn } = meeting
  return (
    <Card
      onPress={() => {
        openPage('meeting', { id })
      }}
    >
      <View className="stack-tight">
        <Text className="text-block text-large text-strong">{title}</Text>
        <Text className="text-block">
          {describeMoment(startsAt, now)} · {place}
        </Text>
        <View className="row-wrap">
          <Tag text={stateText} icon="calendar" tone="info" />
          {hasSignedIn && <Tag text="您已签到" icon="check" tone="success" />}
        </View>
        {attendance > 0 && <Text className="text-block text-soft">{attendance} 人到会</Text>}
      </View>
    </Card>
  )
}
