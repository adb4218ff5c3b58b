import Taro, { useDidHide, useDidShow } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { sosRules } from '@linli/shared/safety/sos'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { locate } from '../../../../platform/locate'
import { stayUntilDone } from '../../../../platform/stay'
import { toApiError } from '../../../../services/apiError'
import { discard, useOutgoing } from '../../../../services/outgoing'
import { raiseSos } from '../../../../services/safety'
import { useConnection } from '../../../../stores/connection'

interface CountdownProps {
  /** Whom it is for: an elder whom one acts for, by name; else whoever holds the telephone. */
  elder?: { personId: string; name: string } | undefined
  /** Set where it may be for another after all: who that is, and nobody has said yet. */
  ask?: ReactNode
  /** How often one of the numbers was rung. */
  calls: number
}

const inSeconds = () => Date.now() + sosRules.countdownSeconds * 1000

/**
 * Whoever cannot do anything more is helped all the same: at zero it is sent, and at once where the program goes behind
 * a telephone call, for there nothing counts. Only where it may still be for another, a call for an ambulance sends
 * nothing by itself: whoever speaks to 120 about her mother would have sent people to her own door. It counts anew once
 * she is back.
 */
export function Countdown({ elder, ask, calls }: CountdownProps) {
  const isOpen = ask !== undefined
  const [left, setLeft] = useState<number>(sosRules.countdownSeconds)
  const [endsAt, setEndsAt] = useState(inSeconds)
  const [isBehind, setIsBehind] = useState(false)
  const { send, outgoingId, problem, isSent } = useSending(elder?.personId)
  const isOnline = useConnection((state) => state.isOnline)
  const hasLeft = useRef(false)
  const countAnew = useCallback(() => {
    setLeft(sosRules.countdownSeconds)
    setEndsAt(inSeconds())
  }, [])
  useEffect(() => {
    if (isSent || isBehind) return undefined
    const timer = setTimeout(() => {
      const next = Math.min(left - 1, Math.ceil((endsAt - Date.now()) / 1000))
      if (next <= 0) send()
      setLeft(next)
    }, 1000)
    return () => {
      clearTimeout(timer)
    }
  }, [left, endsAt, isSent, isBehind, send])
  useEffect(() => {
    if (calls === 0) return undefined
    if (!isOpen) {
      send()
      return undefined
    }
    const timer = setTimeout(countAnew)
    return () => {
      clearTimeout(timer)
    }
  }, [calls, isOpen, countAnew, send])
  useDidHide(() => {
    if (hasLeft.current) return
    if (isOpen && calls > 0) setIsBehind(true)
    else send()
  })
  useDidShow(() => {
    if (!isBehind) return
    setIsBehind(false)
    countAnew()
  })

  if (isSent) return <Sent outgoingId={outgoingId} problem={problem} />
  const whom = elder ? `为${elder.name}` : isOpen ? '为我自己' : ''
  return (
    <View className="stack">
      <Button
        text={isOpen ? '我自己要帮助，马上求助' : '马上求助'}
        icon="bell"
        kind="danger"
        className="is-final"
        isBlock
        onPress={send}
      />
      {ask}
      {isOnline ? (
        <Text className="text-block text-soft">
          什么都不做，时间一到就会通知家人、邻居、网格员和街道值班。
        </Text>
      ) : (
        <Text className="text-block text-strong">
          现在没有网络，家人和社区还收不到。请先打上面的电话。时间到了会存好，一有网络就自动发出去。
        </Text>
      )}
      <View className="way-out">
        <Text className="text-block text-large text-strong" aria-live="assertive">
          {left} 秒后{whom}求助
        </Text>
        <Button
          text="按错了，不用"
          icon="close"
          isBlock
          onPress={() => {
            hasLeft.current = true
            void leave()
          }}
        />
      </View>
    </View>
  )
}

interface SentProps {
  outgoingId: string | undefined
  /** Why it was not taken. */
  problem: string | undefined
}

/** Until the answer is there nobody has been told, and nothing else is said. It is hers to take back while it lies here. */
function Sent({ outgoingId, problem }: SentProps) {
  const item = useOutgoing(outgoingId)
  const isOnline = useConnection((state) => state.isOnline)
  const isKept = item?.state === 'waiting' && (item.attempts > 0 || !isOnline)
  return (
    <View className="stack">
      {isKept || !isOnline ? (
        <>
          <Text className="text-block text-large text-strong" aria-live="assertive">
            没有网络，求助还没有发出去，家人和社区还不知道。
          </Text>
          <Text className="text-block">
            请马上打上面的电话，或者大声叫人。一有网络，求助会自动发出去，不用再按。
          </Text>
        </>
      ) : (
        <>
          <Text className="text-block text-large text-strong">正在发出求助…</Text>
          <Text className="text-block">发出去以后，就会通知家人、邻居和社区。等不及就先打上面的电话。</Text>
        </>
      )}
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      {isKept && (
        <Button
          text="按错了，不用求助"
          icon="close"
          isBlock
          onPress={() => {
            discard(item.id)
            void leave()
          }}
        />
      )}
    </View>
  )
}

const leave = () =>
  Taro.getCurrentPages().length > 1 ? Taro.navigateBack() : Taro.switchTab({ url: '/pages/home/index' })

function useSending(personId: string | undefined) {
  const [isSent, setIsSent] = useState(false)
  const [outgoingId, setOutgoingId] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const hasBegun = useRef(false)
  // Asked for while it counts, so that nothing waits for it at the end.
  const [point] = useState(() => (personId === undefined ? locate() : Promise.resolve(undefined)))
  const send = useCallback(() => {
    if (hasBegun.current) return
    hasBegun.current = true
    setIsSent(true)
    void (async () => {
      const { goTo } = stayUntilDone()
      const here = await point
      const { id, done } = raiseSos({
        ...(personId === undefined ? {} : { forPersonId: personId }),
        ...(here ? { point: here } : {}),
      })
      setOutgoingId(id)
      try {
        const sos = await done
        await goTo(`/packages/safety/pages/sos/index?id=${sos.id}`)
      } catch (cause) {
        setProblem(toApiError(cause).message)
      }
    })()
  }, [personId, point])
  return { send, isSent, outgoingId, problem }
}
