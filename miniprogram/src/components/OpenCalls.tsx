import type { SosRow } from '@linli/shared/safety/sos.contract'
import Taro from '@tarojs/taro'
import { useEvery } from '../hooks/useEvery'
import { useLive } from '../hooks/useLive'
import { useRemote } from '../hooks/useRemote'
import { listOpenSos } from '../services/safety'
import { BigTile } from './BigTile'

/** While somebody calls for help, what is said of it must not hang on an open connection. */
const lookEveryMs = 10_000

/** Nobody called for help: somebody came and did not find her, which she herself ends by one press. */
const notFound: Partial<Record<SosRow['cause'], { own: string; other: string }>> = {
  noAnswer: { own: '有人上门，敲门没人应', other: '敲门没人应，正在找人' },
  absent: { own: '约好的时间没有等到您', other: '约好了没有来，正在找人' },
}

/** Whose it is, and that it goes on: one that was called off waits only for somebody to ring up. */
function nameCall({ name, state, cause, relation, proxyText }: SosRow): string {
  const isOwn = relation !== 'helper' && proxyText === undefined
  const sought = notFound[cause]
  if (sought) return isOwn ? sought.own : `${name}：${sought.other}`
  if (state === 'cancelledByCaller') return isOwn ? '求助取消了' : `${name}的求助取消了`
  if (isOwn) return '正在求助'
  return relation === 'helper' ? `${name}在求助` : `正在为${name}求助`
}

/** The calls for help that are open and concern somebody, as they stand: each opens its page. */
export function OpenCalls({ userId }: { userId: string }) {
  const { data, reload } = useRemote(`sos:open:${userId}`, listOpenSos)
  const calls = data?.items ?? []
  const isAny = calls.length > 0
  useLive('sos.changed', reload)
  useEvery(lookEveryMs, reload, isAny)
  return (
    <>
      {calls.map((call) => (
        <BigTile
          key={call.id}
          title={nameCall(call)}
          note={call.stateText}
          icon="warning"
          isDanger={call.state !== 'cancelledByCaller'}
          isWide
          onPress={() => void Taro.navigateTo({ url: `/packages/safety/pages/sos/index?id=${call.id}` })}
        />
      ))}
    </>
  )
}
