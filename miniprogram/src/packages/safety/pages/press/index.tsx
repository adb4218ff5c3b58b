import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
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

interface Elder {
  personId: string
  name: string
}

/**
 * After the button: the numbers, whom it is for, and a countdown that ends in help.
 *
 * Whoever cannot press any more is the one who holds the telephone, so what is sent by itself is for her, where she is.
 * Whom she acts for on this telephone (为谁办) is remembered for weeks and says nothing about who has fallen now: an
 * elder is helped by one large press on her name, never because of what was chosen before.
 */
export default function PressPage() {
  const me = useSession((state) => state.me)
  const [calls, setCalls] = useState(0)
  return (
    <AppPage title="紧急求助">
      <View className="stack-loose">
        <Section title="有危险，先打电话">
          <EmergencyPhones
            onCall={() => {
              setCalls((before) => before + 1)
            }}
          />
        </Section>
        {me ? (
          <ForWhom hasPlace={me.community !== undefined} isProxy={me.isProxy === true} calls={calls} />
        ) : (
          <Text className="text-block">登录并加入社区后，按一下就能同时通知家人、邻居和社区值班的人。</Text>
        )}
      </View>
    </AppPage>
  )
}

interface ForWhomProps {
  hasPlace: boolean
  /** Acts for somebody, as the phone knows it. */
  isProxy: boolean
  calls: number
}

/** No list stands between her and help: it counts for herself at once, and the names come when they come. */
function ForWhom({ hasPlace, isProxy, calls }: ForWhomProps) {
  const remembered = useChosenElder()
  const elders = useRemote('sos:elders', listSosTargets)
  const [chosen, setChosen] = useState<Elder>()
  const found = elders.data ?? (remembered ? [remembered] : [])
  const isRemembered = ({ personId }: Elder) => personId === remembered?.personId
  const listed = [...found.filter(isRemembered), ...found.filter((each) => !isRemembered(each))]
  const ask = <Others elders={listed} hasPlace={hasPlace} onChoose={setChosen} />
  if (chosen) return <Countdown key={chosen.personId} elder={chosen} calls={calls} />
  if (hasPlace) return <Countdown ask={isProxy || listed.length > 0 ? ask : undefined} calls={calls} />
  if (listed.length > 0) return ask
  return <RemoteView remote={elders}>{() => <NobodyKnown />}</RemoteView>
}

interface OthersProps {
  elders: readonly Elder[]
  hasPlace: boolean
  onChoose: (elder: Elder) => void
}

function Others({ elders, hasPlace, onChoose }: OthersProps) {
  if (elders.length === 0) return null
  return (
    <Section title={hasPlace ? '是长辈要帮助' : '谁需要帮助'}>
      <View className="stack">
        {elders.map((elder) => (
          <Button
            key={elder.personId}
            text={`${elder.name}要帮助`}
            icon="person"
            kind="primary"
            isBlock
            onPress={() => {
              onChoose(elder)
            }}
          />
        ))}
        {!hasPlace && (
          <Text className="text-block">
            您自己有危险，请打上面的电话：您还没有加入社区，我们不知道您在哪里。
          </Text>
        )}
      </View>
    </Section>
  )
}

function NobodyKnown() {
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
}
