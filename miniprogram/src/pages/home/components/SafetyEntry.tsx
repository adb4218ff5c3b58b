import type { SosRow } from '@linli/shared/safety/sos.contract'
import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { BigTile } from '../../../components/BigTile'
import { useRemote } from '../../../hooks/useRemote'
import { listMyCheckIns, listOpenSos } from '../../../services/safety'

const go = (url: string) => () => void Taro.navigateTo({ url })

/** Whose it is, and that it goes on: one that was called off waits only for somebody to ring up. */
function nameCall({ name, state, relation, proxyText }: SosRow): string {
  const isOwn = relation !== 'helper' && proxyText === undefined
  if (state === 'cancelledByCaller') return isOwn ? '求助取消了' : `${name}的求助取消了`
  if (isOwn) return '正在求助'
  return relation === 'helper' ? `${name}在求助` : `正在为${name}求助`
}

/** The button for when help is needed now, and the calls for help that are open. It sends nothing by itself. */
export function SafetyEntry({ userId }: { userId: string }) {
  const open = useRemote(`sos:open:${userId}`, listOpenSos)
  return (
    <View className="stack">
      {(open.data?.items ?? []).map((call) => (
        <BigTile
          key={call.id}
          title={nameCall(call)}
          note={call.stateText}
          icon="warning"
          isDanger={call.state !== 'cancelledByCaller'}
          isWide
          onPress={go(`/packages/safety/pages/sos/index?id=${call.id}`)}
        />
      ))}
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
