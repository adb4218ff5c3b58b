import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { stayUntilDone } from '../../../../platform/stay'
import { applyAsVolunteer, getMyVolunteer } from '../../../../services/volunteers'
import type { Me } from '../../../../services/session'
import { useSession } from '../../../../stores/session'
import { JobsChoice } from '../../components/JobsChoice'
import { joinSkills, SkillFields } from '../../components/SkillFields'

/** A resident offers to help; the community answers. */
export default function ApplyPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="做志愿者">{me ? <Gate me={me} /> : <SignInCard />}</AppPage>
}

function Gate({ me }: { me: Me }) {
  const own = useRemote(`volunteer:${me.id}`, getMyVolunteer)
  if (me.level !== 'verified')
    return (
      <EmptyState
        icon="home"
        title="先核实住址，再报名"
        message="志愿者会到邻居家里，所以要先知道您是谁。核实只要一两分钟。"
        action={{
          text: '去核实住址',
          onPress: () => void Taro.navigateTo({ url: '/packages/settings/pages/verification/index' }),
        }}
      />
    )
  return <RemoteView remote={own}>{({ isAgeKnown }) => <ApplyForm isAgeKnown={isAgeKnown} />}</RemoteView>
}

const empty = {
  skills: [] as string[],
  others: '',
  isPartyMember: false,
  partyOrganisation: '',
  maxOpenJobs: 3,
  note: '',
  age: '' as '' | 'adult' | 'minor',
}
type Form = typeof empty

const toBody = (value: Form) => ({
  skills: joinSkills(value.skills, value.others),
  isPartyMember: value.isPartyMember,
  maxOpenJobs: value.maxOpenJobs,
  ...(value.isPartyMember && value.partyOrganisation.trim() !== ''
    ? { partyOrganisation: value.partyOrganisation.trim() }
    : {}),
  ...(value.note.trim() === '' ? {} : { note: value.note.trim() }),
  ...(value.age === '' ? {} : { isAdult: value.age === 'adult' }),
})

const ages = [
  { value: 'adult' as const, label: '已满 18 岁' },
  { value: 'minor' as const, label: '未满 18 岁', note: '要监护人签字同意，不单独上门' },
]

function ApplyForm({ isAgeKnown }: { isAgeKnown: boolean }) {
  const { value, change, draftKey, isUnderWay } = useDraft<Form>('volunteerApplication', empty)
  const { run, isBusy, problem } = useAction()
  const send = () =>
    run(async () => {
      const { goTo } = stayUntilDone()
      await applyAsVolunteer(toBody(value), draftKey).done
      await goTo('/packages/volunteers/pages/profile/index')
    })
  return (
    <View className="stack-loose">
      <Text className="text-block">
        报名后社区会联系您，通过了就能接邻居的求助。什么时候接、接几件，都由您定。
      </Text>
      <SkillFields skills={value.skills} others={value.others} onChange={change} />
      {!isAgeKnown && (
        <Section title="您的年龄">
          <ChoiceList
            label="您的年龄"
            options={ages}
            value={value.age === '' ? undefined : value.age}
            onChange={(age) => {
              change({ age })
            }}
          />
        </Section>
      )}
      <Section title="同时最多接几件">
        <JobsChoice
          value={value.maxOpenJobs}
          onChange={(maxOpenJobs) => {
            change({ maxOpenJobs })
          }}
        />
      </Section>
      <PartyFields value={value} change={change} />
      <TextArea
        label="想说的话（可以不写）"
        placeholder="平时什么时间方便"
        audience="社区工作人员"
        most={300}
        value={value.note}
        onChange={(note) => {
          change({ note })
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="报名"
        kind="primary"
        isBlock
        isBusy={isBusy || isUnderWay}
        isDisabled={!isAgeKnown && value.age === ''}
        onPress={() => void send()}
      />
    </View>
  )
}

function PartyFields({ value, change }: { value: Form; change: (part: Partial<Form>) => void }) {
  return (
    <View className="stack">
      <View className="list">
        <SwitchRow
          title="我是党员"
          note="要不要让邻居看到，以后由您选"
          isOn={value.isPartyMember}
          onChange={(isPartyMember) => {
            change({ isPartyMember })
          }}
        />
      </View>
      {value.isPartyMember && (
        <TextField
          label="所在党组织（可以不写）"
          audience="社区工作人员"
          most={60}
          value={value.partyOrganisation}
          onChange={(partyOrganisation) => {
            change({ partyOrganisation })
          }}
        />
      )}
    </View>
  )
}
