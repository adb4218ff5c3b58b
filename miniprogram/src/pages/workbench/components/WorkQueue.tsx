import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { FilterBar } from '../../../components/FilterBar'
import { SplitView } from '../../../components/SplitView'
import { TellMeButton } from '../../../components/TellMeButton'
import { useWaiting } from '../../../hooks/useWaiting'
import { useIsWide } from '../../../platform/viewport'
import type { Me, Membership } from '../../../services/session'
import { useWorkLists } from '../useWorkLists'
import { DutySwitch } from './DutySwitch'
import { Entries } from './Entries'
import { OpenedNeed } from './OpenedNeed'
import { QueueFilter, type Filter } from './QueueFilter'
import { QueueList } from './QueueList'
import { WaitingRows } from './WaitingRows'

interface WorkQueueProps {
  membership: Membership
  me: Me
}

/** The lists of one role; on a wide screen what is opened stands beside them. */
export function WorkQueue({ membership, me }: WorkQueueProps) {
  const { current, options, choose, isNothingLeft } = useWorkLists(membership, me.id)
  const waiting = useWaiting(membership)
  const [filter, setFilter] = useState<Filter>({})
  const [openedId, setOpenedId] = useState<string>()
  const isWide = useIsWide()
  const rows = <WaitingRows waiting={waiting} membership={membership} />
  if (!current)
    return (
      <View className="stack">
        {rows}
        <Entries membership={membership} />
      </View>
    )

  const open = (id: string) => {
    if (isWide) setOpenedId(id)
    else void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${id}` })
  }
  const nav = (
    <View className="stack">
      {rows}
      <DutySwitch membership={membership} />
      <TellMeButton moment="workOpened" text="有新任务、快到期时，在微信里告诉我" />
      <Entries membership={membership} />
      <FilterBar label="看哪些" options={options} value={current.key} onChange={choose} />
      <QueueFilter
        filter={filter}
        area={membership.community ?? membership.areaCode ?? me.community?.code}
        onChange={setFilter}
      />
    </View>
  )
  return (
    <SplitView
      nav={nav}
      list={
        <QueueList
          key={current.key}
          list={current}
          filter={filter}
          isAllDone={isNothingLeft && waiting.data?.items.length === 0}
          openedId={openedId}
          onOpen={open}
        />
      }
      detail={<OpenedNeed id={openedId} />}
    />
  )
}
