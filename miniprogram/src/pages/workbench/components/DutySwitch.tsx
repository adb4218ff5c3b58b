import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Icon } from '../../../components/Icon'
import { SwitchRow } from '../../../components/SwitchRow'
import { useAction } from '../../../hooks/useAction'
import { roleProps } from '../../../platform/keyboard'
import { setDuty } from '../../../services/account'
import { setVolunteerDuty } from '../../../services/queue'
import type { Membership } from '../../../services/session'
import { useSession } from '../../../stores/session'

/** On duty or not; who leaves is told which posts nobody holds then. */
export function DutySwitch({ membership }: { membership: Membership }) {
  const isVolunteer = membership.role === 'volunteer'
  const isWhollyOff = useSession(({ me }) => me?.offDuty ?? false)
  const isOffDuty = isVolunteer ? membership.isOffDuty : isWhollyOff
  const [isAsking, setIsAsking] = useState(false)
  const [uncovered, setUncovered] = useState<readonly string[]>([])
  const { run, isBusy, problem } = useAction()
  const words = isVolunteer ? volunteerWords : staffWords

  const change = async (toOffDuty: boolean) => {
    await run(async () => {
      if (isVolunteer) await setVolunteerDuty(!toOffDuty)
      else setUncovered(await setDuty(toOffDuty))
    })
    setIsAsking(false)
  }
  return (
    <View className="stack">
      <View className="list">
        <SwitchRow
          title={words.title}
          note={isOffDuty ? words.off : words.on}
          isOn={!isOffDuty}
          isDisabled={isBusy}
          onChange={(isOn) => {
            if (isOn) void change(false)
            else setIsAsking(true)
          }}
        />
      </View>
      {problem !== undefined && <ErrorNotice message={problem} />}
      {isOffDuty && uncovered.length > 0 && <Uncovered names={uncovered} />}
      <ConfirmSheet
        title={words.leave}
        message={words.explain}
        confirmText={words.leave}
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void change(true)}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </View>
  )
}

const staffWords = {
  title: '我在岗',
  on: '新来的事会派给您',
  off: '现在离岗，新来的事由 AB 角接',
  leave: '离岗',
  explain: '离岗期间由 AB 角代您办；没有 AB 角的，到时间没人接的事会报给上一级。回来时再打开就行。',
}
const volunteerWords = {
  title: '可以接单',
  on: '有合适的单会告诉您',
  off: '正在休息，不派新的单',
  leave: '休息一下',
  explain: '休息时不会给您派新的单；已经接下的还要请您办完。随时可以再打开。',
}

function Uncovered({ names }: { names: readonly string[] }) {
  return (
    <View className="notice notice-warning" {...roleProps('status')}>
      <Icon name="warning" />
      <Text className="grow">
        {names.join('、')}现在没有人值守，到时间没人接的事会报给上一级。请先和同事说好。
      </Text>
    </View>
  )
}
