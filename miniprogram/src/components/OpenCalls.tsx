import type { SosRow } from '@linli/shared/safety/sos.contract'
import Taro from '@tarojs/taro'
import { useEffect } from 'react'
import { useLive } from '../hooks/useLive'
import { useRemote } from '../hooks/useRemote'
import { listOpenSos } from '../services/safety'
import { BigTile } from './BigTile'

/** While somebody calls for help, what is said of it must not hang on an open connection. */
const lookEveryMs = 10_000

/** Whose it is, and that it goes on: one that was called off waits only for somebody to ring up. */
function nameCall({ name, state, relation, proxyText }: SosRow): string {
  const isOwn = relation !== 'helper' && proxyText === undefined
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
  useEffect(() => {
    if (!isAny) return undefined
    const timer = setInterval(reload, lookEveryMs)
    return () => {
      clearInterval(timer)
    }
  }, [isAny, reload])
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
