import Taro, { useDidHide } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useCallback, useEffect, useRef, useState } from 'react'
import { sosRules } from '@linli/shared/safety/sos'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { locate } from '../../../../platform/locate'
import { stayUntilDone } from '../../../../platform/stay'
import { toApiError } from '../../../../services/apiError'
import { raiseSos } from '../../../../services/safety'

interface CountdownProps {
  personId?: string
  name: string
  /** Set where it may be for somebody else after all. */
  onOther?: (() => void) | undefined
  /** She rings 120: nothing is counted any more. */
  isCalling: boolean
}

/**
 * Whoever cannot do anything more is helped all the same: at zero it is sent, and at once where the program goes behind
 * a telephone call, for there nothing counts.
 */
export function Countdown({ personId, name, onOther, isCalling }: CountdownProps) {
  const [left, setLeft] = useState<number>(sosRules.countdownSeconds)
  const [endsAt] = useState(() => Date.now() + sosRules.countdownSeconds * 1000)
  const { send, outgoingId, problem, isSent } = useSending(personId)
  const hasLeft = useRef(false)
  useEffect(() => {
    if (isSent) return undefined
    const timer = setTimeout(() => {
      const next = Math.min(left - 1, Math.ceil((endsAt - Date.now()) / 1000))
      if (next <= 0) send()
      setLeft(next)
    }, 1000)
    return () => {
      clearTimeout(timer)
    }
  }, [left, endsAt, isSent, send])
  useEffect(() => {
    if (isCalling) send()
  }, [isCalling, send])
  useDidHide(() => {
    if (!hasLeft.current) send()
  })

  if (isSent)
    return (
      <View className="stack">
        <Text className="text-block text-large text-strong">正在通知家人、邻居和社区…</Text>
        <Text className="text-block">一时没有网络也会一直重发。等不及就先打上面的电话。</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        {outgoingId !== undefined && <OutgoingNotice id={outgoingId} />}
      </View>
    )
  const whom = name === '自己' ? '' : `为${name}`
  return (
    <View className="stack">
      <Text className="text-block text-large text-strong" aria-live="assertive">
        {left} 秒后{whom}求助
      </Text>
      <Text className="text-block text-soft">什么都不做，时间一到就会通知家人、邻居、网格员和街道值班。</Text>
      <Button text="马上求助" icon="bell" kind="danger" className="is-final" isBlock onPress={send} />
      {onOther && <Button text={`不是${name}，是别人`} icon="people" isBlock onPress={onOther} />}
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
