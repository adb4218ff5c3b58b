import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { BigTile } from '../../../components/BigTile'
import { OpenCalls } from '../../../components/OpenCalls'
import { useLive } from '../../../hooks/useLive'
import { useRemote } from '../../../hooks/useRemote'
import { listMyCheckIns } from '../../../services/safety'

const go = (url: string) => () => void Taro.navigateTo({ url })

/** The button for when help is needed now, and the calls for help that are open. It sends nothing by itself. */
export function SafetyEntry({ userId }: { userId: string }) {
  return (
    <View className="stack">
      <OpenCalls userId={userId} />
      <TodayTile userId={userId} />
      <BigTile
        title="紧急求助"
        note="按下后还可以取消"
        icon="bell"
        isDanger
        isWide
        onPress={go('/packages/safety/pages/press/index')}
      />
    </View>
  )
}

/** Where oneself reports each day: the tile says how far today is; one big tap on the page behind it. */
function TodayTile({ userId }: { userId: string }) {
  const mine = useRemote(`checkIns:home:${userId}`, listMyCheckIns)
  useLive('inbox.changed', mine.reload)
  const enrolled = (mine.data?.items ?? []).filter(({ isOn }) => isOn)
  const own = enrolled.find(({ relation }) => relation === 'elder')
  const sought = enrolled.filter(({ state }) => state === 'calling' || state === 'visiting')
  const shown = own ?? sought[0]
  if (!shown) return null
  return (
    <BigTile
      title={own ? '报平安' : `${shown.name}还没报平安`}
      note={shown.stateText}
      icon="heart"
      isWide
      onPress={go(`/packages/safety/pages/checkIn/index?personId=${shown.personId}`)}
    />
  )
}
