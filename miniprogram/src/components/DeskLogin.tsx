import { Image, Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { useAction } from '../hooks/useAction'
import { openPage } from '../platform/files'
import { useIsWide } from '../platform/viewport'
import { collectDeskLogin, startDeskLogin, type Desk } from '../services/account'
import { toApiError } from '../services/apiError'
import { Button } from './Button'
import { Card } from './Card'
import { ErrorNotice } from './ErrorNotice'

const askEveryMs = 2000

/** Staff at a desk: the screen shows a code, their phone confirms it, and this browser is signed in. */
export function DeskLogin() {
  const isWide = useIsWide()
  const [desk, setDesk] = useState<Desk>()
  const [over, setOver] = useState<string>()
  const { run, isBusy, problem } = useAction()
  if (!isWide || !openPage) return null

  const start = () =>
    run(async () => {
      setOver(undefined)
      setDesk(await startDeskLogin())
    })
  const end = (message: string) => {
    setDesk(undefined)
    setOver(message)
  }
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">工作人员用手机扫码登录</Text>
        {(problem ?? over) !== undefined && <ErrorNotice message={problem ?? over ?? ''} />}
        {desk ? (
          <DeskCode key={desk.ticket} desk={desk} onEnd={end} />
        ) : (
          <>
            <Text className="text-block text-soft">
              在手机上打开邻里，进“我的”，点“扫码登录电脑”，扫这里的二维码。
            </Text>
            <Button text="显示二维码" icon="qrcode" isBusy={isBusy} onPress={() => void start()} />
          </>
        )}
      </View>
    </Card>
  )
}

function DeskCode({ desk, onEnd }: { desk: Desk; onEnd: (message: string) => void }) {
  useEffect(() => {
    let isCurrent = true
    const ask = async () => {
      try {
        if (await collectDeskLogin(desk)) return
      } catch (cause) {
        const error = toApiError(cause)
        if (!error.isPassing) {
          if (isCurrent) onEnd(error.message)
          return
        }
      }
      if (isCurrent) timer = setTimeout(() => void ask(), askEveryMs)
    }
    let timer = setTimeout(() => void ask(), askEveryMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [desk, onEnd])

  const { devScanUrl } = desk
  return (
    <View className="row">
      <Image className="desk-code" src={desk.qr} aria-label="登录二维码" />
      <View className="grow stack">
        <Text className="text-block">手机上会显示一个数字，和这里一样再点“确认登录”：</Text>
        <Text className="figure-number">{desk.number}</Text>
        <Text className="text-block text-soft">二维码两分钟内有效，只能用一次。</Text>
        {devScanUrl !== undefined && (
          <Button
            text="演示：代替手机扫码"
            icon="phone"
            onPress={() => {
              openPage?.(devScanUrl)
            }}
          />
        )}
      </View>
    </View>
  )
}
