import { formatDate } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { SwitchRow } from '../../../../components/SwitchRow'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getMyVolunteer,
  setMyVolunteerDuty,
  updateMyVolunteer,
  type OwnVolunteer,
} from '../../../../services/volunteers'
import { refreshMe, useSession } from '../../../../stores/session'
import { Farewell } from './Farewell'
import { JobsChoice } from '../../components/JobsChoice'
import { joinSkills, SkillFields, splitSkills } from '../../components/SkillFields'

const goTo = (url: string) => () => void Taro.navigateTo({ url })
const apply = { text: '我要报名', onPress: goTo('/packages/volunteers/pages/apply/index') }

/** How far the application is, and for volunteers the switch between taking work and a rest. */
export default function ProfilePage() {
  const userId = useSession((state) => state.me?.id)
  return <AppPage title="我是志愿者">{userId ? <Own userId={userId} /> : <SignInCard />}</AppPage>
}

function Own({ userId }: { userId: string }) {
  const own = useRemote(`volunteer:${userId}`, getMyVolunteer)
  return (
    <RemoteView remote={own}>
      {({ volunteer }) => {
        if (!volunteer)
          return (
            <EmptyState
              icon="hand"
              title="帮邻居一把"
              message="扶一程、修个灯、陪聊一会儿，都是大事。报名后由社区通过。"
              action={apply}
            />
          )
        if (volunteer.state === 'approved')
          return <Approved key={volunteer.version} volunteer={volunteer} onChanged={own.reload} />
        return <Waiting volunteer={volunteer} onChanged={own.reload} />
      }}
    </RemoteView>
  )
}

interface VolunteerProps {
  volunteer: OwnVolunteer
  onChanged: () => void
}

function Waiting({ volunteer, onChanged }: VolunteerProps) {
  const { state, community, decisionReason } = volunteer
  if (state === 'applied')
    return (
      <View className="stack-loose">
        <EmptyState icon="clock" title="报名已经收到" message={`${community.name}看过后会发消息告诉您。`} />
        <Farewell volunteer={volunteer} onDone={onChanged} />
      </View>
    )
  return state === 'declined' ? (
    <EmptyState
      icon="info"
      title="这次没有通过"
      message={`社区说：${decisionReason ?? ''}`}
      action={{ ...apply, text: '补充后再报名' }}
    />
  ) : (
    <EmptyState icon="heart" title="志愿者身份已结束" message="谢谢您帮过的每一位邻居。" action={apply} />
  )
}

function Approved({ volunteer, onChanged }: VolunteerProps) {
  const { run, isBusy, problem } = useAction()
  const act = (work: () => Promise<unknown>) => run(work).then(onChanged)
  const { isOnDuty, isPartyMember, showsBadge, version, openJobs, maxOpenJobs } = volunteer
  return (
    <View className="stack-loose">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="list">
        <SwitchRow
          title="可以接单"
          note={isOnDuty ? '有邻居求助时会告诉您' : '现在休息，不会有新的事；手上的事还要办完'}
          isOn={isOnDuty}
          isDisabled={isBusy}
          onChange={(isOn) =>
            void act(async () => {
              await setMyVolunteerDuty(isOn)
              await refreshMe()
            })
          }
        />
        {isPartyMember && (
          <SwitchRow
            title="让邻居看到党员标志"
            note={showsBadge ? '接单后显示“党员志愿者”' : '只显示“志愿者”'}
            isOn={showsBadge}
            isDisabled={isBusy}
            onChange={(isOn) => void act(() => updateMyVolunteer({ version, showsBadge: isOn }))}
          />
        )}
      </View>
      <Card>
        <View className="stack">
          <Text className="text-block text-strong">{`手上 ${openJobs} 件，最多同时 ${maxOpenJobs} 件`}</Text>
          <Button
            text="去看要帮的事"
            kind="primary"
            onPress={() => void Taro.switchTab({ url: '/pages/workbench/index' })}
          />
        </View>
      </Card>
      <Papers volunteer={volunteer} />
      <EditForm volunteer={volunteer} onChanged={onChanged} />
      <Farewell volunteer={volunteer} onDone={onChanged} />
    </View>
  )
}

function Papers({ volunteer }: { volunteer: OwnVolunteer }) {
  const { community, partyOrganisation, trainedUntil, insuredUntil, mayVisitHomes, isMinor } = volunteer
  const visits = isMinor ? '未满 18 岁，不单独上门' : '培训和保险有效后才能上门，请联系社区'
  return (
    <Section title="我的登记">
      <Card>
        <FactList
          facts={[
            { label: '社区', value: community.name },
            { label: '党组织', value: partyOrganisation },
            {
              label: '培训有效到',
              value: trainedUntil === undefined ? '还没有登记' : formatDate(trainedUntil),
            },
            {
              label: '保险有效到',
              value: insuredUntil === undefined ? '还没有登记' : formatDate(insuredUntil),
            },
            { label: '上门服务', value: mayVisitHomes ? '可以' : visits },
          ]}
        />
      </Card>
    </Section>
  )
}

function EditForm({ volunteer, onChanged }: VolunteerProps) {
  const [form, setForm] = useState(() => ({
    ...splitSkills(volunteer.skills),
    maxOpenJobs: volunteer.maxOpenJobs,
  }))
  const [isSaved, setIsSaved] = useState(false)
  const { run, isBusy, problem } = useAction()
  const change = (part: Partial<typeof form>) => {
    setIsSaved(false)
    setForm((before) => ({ ...before, ...part }))
  }
  const save = async () => {
    const body = {
      version: volunteer.version,
      skills: joinSkills(form.skills, form.others),
      maxOpenJobs: form.maxOpenJobs,
    }
    if (!(await run(() => updateMyVolunteer(body)))) return
    setIsSaved(true)
    onChanged()
  }
  return (
    <Section title="特长和件数">
      <View className="stack">
        <SkillFields skills={form.skills} others={form.others} onChange={change} />
        <Text className="field-label">同时最多接几件</Text>
        <JobsChoice
          value={form.maxOpenJobs}
          onChange={(maxOpenJobs) => {
            change({ maxOpenJobs })
          }}
        />
        {problem !== undefined && <ErrorNotice message={problem} />}
        {isSaved && <DoneNotice message="已保存。" />}
        <Button text="保存" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Section>
  )
}
