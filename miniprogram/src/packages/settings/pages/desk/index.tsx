import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { confirmDeskLogin, previewDeskLogin } from '../../../../services/account'
import { toDeskTicket } from '../../../../services/scene'
import { MePage } from '../../components/MePage'

/** The phone that scanned a desk's code: the number must be the same on both before it is confirmed. */
export default function DeskPage() {
  const { scene = '' } = useRouter().params
  const ticket = toDeskTicket(scene)
  return (
    <MePage title="扫码登录电脑">
      {() =>
        ticket === undefined ? (
          <ErrorNotice message="这不是电脑登录的二维码，请在电脑上点“显示二维码”再扫。" />
        ) : (
          <Confirmation ticket={ticket} />
        )
      }
    </MePage>
  )
}

function Confirmation({ ticket }: { ticket: string }) {
  const desk = useRemote(`desk:${ticket}`, () => previewDeskLogin(ticket))
  const [isDone, setIsDone] = useState(false)
  const { run, isBusy, problem } = useAction()
  if (isDone) return <DoneNotice message="电脑上马上就登录好了。离开时请在电脑上退出。" />
  const confirm = async () => {
    if (await run(() => confirmDeskLogin(ticket))) setIsDone(true)
  }
  return (
    <RemoteView remote={desk} rows={1}>
      {({ number }) => (
        <Card>
          <View className="stack">
            <Text className="text-block">电脑上的数字也是这个吗？</Text>
            <Text className="figure-number">{number}</Text>
            <Text className="text-block">不一样就不要确认，那不是您面前的电脑。</Text>
            {problem !== undefined && <ErrorNotice message={problem} />}
            <Button
              text="一样，确认登录"
              kind="primary"
              isBlock
              isBusy={isBusy}
              onPress={() => void confirm()}
            />
          </View>
        </Card>
      )}
    </RemoteView>
  )
}
