import type { VolunteerState } from '@linli/shared/volunteers/volunteer'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { SplitView } from '../../../../components/SplitView'
import { Tag } from '../../../../components/Tag'
import { usePaged } from '../../../../hooks/usePaged'
import { useIsWide } from '../../../../platform/viewport'
import { listVolunteers, type Volunteer } from '../../../../services/volunteers'
import { useSession } from '../../../../stores/session'
import { VolunteerDetail } from './VolunteerDetail'

const states: readonly { value: VolunteerState; text: string }[] = [
  { value: 'applied', text: '新报名' },
  { value: 'approved', text: '志愿者' },
  { value: 'declined', text: '没有通过' },
  { value: 'ended', text: '已结束' },
]

/** Applications and volunteers of a community. */
export default function ManageVolunteersPage() {
  const me = useSession((state) => state.me)
  const staff = me?.memberships.find(({ role }) => role === 'secretary' || role === 'communityWorker')
  return (
    <AppPage title="志愿者" layout="wide">
      {!me && <SignInCard />}
      {me && !staff?.community && (
        <EmptyState icon="lock" title="这一页给社区工作人员用" message="需要的话，请联系社区书记安排。" />
      )}
      {staff?.community !== undefined && (
        <Volunteers community={staff.community} mayDecide={staff.role === 'secretary'} />
      )}
    </AppPage>
  )
}

function Volunteers({ community, mayDecide }: { community: string; mayDecide: boolean }) {
  const [state, setState] = useState<VolunteerState>('applied')
  const [chosen, setChosen] = useState<string>()
  const [done, setDone] = useState<string>()
  const isWide = useIsWide()
  const list = usePaged(`volunteers:${community}:${state}`, (cursor) =>
    listVolunteers(community, state, cursor),
  )
  const selected = list.items.find(({ id }) => id === chosen)
  const detailOf = (volunteer: Volunteer) => (
    <VolunteerDetail
      key={`${volunteer.id}:${volunteer.version}`}
      volunteer={volunteer}
      mayDecide={mayDecide}
      onDone={(message) => {
        setDone(message)
        list.reload()
      }}
    />
  )
  const row = (volunteer: Volunteer) => (
    <View className="stack-tight">
      <Card
        isSelected={volunteer.id === chosen}
        onPress={() => {
          setDone(undefined)
          setChosen(volunteer.id === chosen ? undefined : volunteer.id)
        }}
      >
        <VolunteerRow volunteer={volunteer} />
      </Card>
      {!isWide && volunteer.id === chosen && detailOf(volunteer)}
    </View>
  )
  return (
    <SplitView
      nav={<FilterBar label="哪一部分" options={states} value={state} onChange={setState} />}
      list={
        <View className="stack">
          {done !== undefined && <DoneNotice message={done} />}
          <PagedList
            list={list}
            label="志愿者"
            renderItem={row}
            empty={
              <EmptyState
                icon="hand"
                title={state === 'applied' ? '没有等待通过的报名' : '这里还没有人'}
                message="居民可以在“我的”里报名做志愿者。"
              />
            }
          />
        </View>
      }
      detail={selected ? detailOf(selected) : <EmptyState icon="list" title="选一位志愿者" />}
    />
  )
}

function VolunteerRow({ volunteer }: { volunteer: Volunteer }) {
  const { name, isPartyMember, isMinor, isOnDuty, mayVisitHomes, state, skills, hasResigned } = volunteer
  return (
    <View className="stack-tight">
      <View className="row-between">
        <Text className="text-strong">{name}</Text>
        <View className="row-wrap">
          {isPartyMember && <Tag text="党员" tone="accent" />}
          {isMinor && <Tag text="未满 18 岁" tone="warning" icon="info" />}
          {state === 'ended' && hasResigned && <Tag text="本人退出" icon="info" />}
          {state === 'approved' && !isOnDuty && <Tag text="休息" icon="pause" />}
          {state === 'approved' && !mayVisitHomes && <Tag text="不能上门" tone="warning" icon="warning" />}
        </View>
      </View>
      <Text className="text-block text-soft">{skills.length === 0 ? '没有写特长' : skills.join('、')}</Text>
    </View>
  )
}
