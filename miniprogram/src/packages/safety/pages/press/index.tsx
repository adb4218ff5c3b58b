import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import { listSosTargets } from '../../../../services/safety'
import { useChosenElder } from '../../../../stores/actingFor'
import { useSession } from '../../../../stores/session'
import { EmergencyPhones } from '../../components/EmergencyPhones'
import { Countdown } from './Countdown'

interface Target {
  personId?: string
  name: string
}

/** After the button: the numbers, whom it is for where that can be asked, and a countdown that ends in help. */
export default function PressPage() {
  const me = useSession((state) => state.me)
  const { personId } = useRouter().params
  const acting = useChosenElder()
  const [isCalling, setIsCalling] = useState(false)
  return (
    <AppPage title="紧急求助">
      <View className="stack-loose">
        <Section title="有危险，先打电话">
          <EmergencyPhones
            onCall={() => {
              setIsCalling(true)
            }}
          />
        </Section>
        {me ? (
          <ForWhom
            hasPlace={me.community !== undefined}
            isProxy={me.isProxy === true}
            known={personId === undefined || personId === acting?.personId ? acting : undefined}
            personId={personId ?? acting?.personId}
            isCalling={isCalling}
          />
        ) : (
          <Text className="text-block">登录并加入社区后，按一下就能同时通知家人、邻居和社区值班的人。</Text>
        )}
      </View>
    </AppPage>
  )
}

/** So long a proxy waits for the list of her elders. */
const patienceMilliseconds = 2000

interface ForWhomProps {
  hasPlace: boolean
  /** Acts for somebody, as the phone knows it. */
  isProxy: boolean
  /** The elder she acts for on this phone. */
  known: Target | undefined
  personId: string | undefined
  isCalling: boolean
}

/** What stands between her and help is not waited for; what has begun goes on when the list comes after all. */
function ForWhom({ hasPlace, isProxy, known, personId, isCalling }: ForWhomProps) {
  const [chosen, setChosen] = useState<Target>()
  const [isAsked, setIsAsked] = useState(false)
  const own: Target | undefined = known ?? (hasPlace ? { name: '自己' } : undefined)
  const [hasBegun, setHasBegun] = useState(!isProxy && own !== undefined)
  const elders = useRemote('sos:elders', listSosTargets)
  const isWaiting = elders.data === undefined && !hasBegun && !chosen
  useEffect(() => {
    if (!isWaiting) return undefined
    const timer = setTimeout(
      () => {
        setHasBegun(true)
      },
      elders.error ? 0 : patienceMilliseconds,
    )
    return () => {
      clearTimeout(timer)
    }
  }, [isWaiting, elders.error])
  const ask = () => {
    setIsAsked(true)
  }
  if (chosen) return <Countdown {...chosen} isCalling={isCalling} />
  if (hasBegun && own && !isAsked)
    return <Countdown {...own} isCalling={isCalling} onOther={isProxy ? ask : undefined} />
  return (
    <RemoteView remote={elders}>
      {(found) => {
        const targets = [...(hasPlace ? [{ name: '自己' }] : []), ...found]
        const named = found.find((each) => each.personId === personId)
        const only = named ?? (targets.length === 1 ? targets[0] : undefined)
        if (only && !isAsked)
          return <Countdown {...only} isCalling={isCalling} onOther={targets.length > 1 ? ask : undefined} />
        return <Choice targets={targets} onChoose={setChosen} />
      }}
    </RemoteView>
  )
}

function Choice({ targets, onChoose }: { targets: readonly Target[]; onChoose: (target: Target) => void }) {
  if (targets.length === 0)
    return (
      <View className="stack">
        <Text className="text-block">
          您还没有加入社区，我们不知道该通知谁。请先打上面的电话；加入社区后，按一下就能通知家人、邻居和值班的人。
        </Text>
        <Button
          text="加入社区"
          icon="key"
          isBlock
          onPress={() => void Taro.navigateTo({ url: '/pages/join/index' })}
        />
      </View>
    )
  return (
    <Section title="谁需要帮助">
      <View className="stack">
        {targets.map((target) => (
          <Button
            key={target.personId ?? ''}
            text={target.name === '自己' ? '我自己' : target.name}
            icon="person"
            kind="primary"
            isBlock
            onPress={() => {
              onChoose(target)
            }}
          />
        ))}
      </View>
    </Section>
  )
}
