import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { AppPage } from '../../components/AppPage'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { ErrorNotice } from '../../components/ErrorNotice'
import { RemoteView } from '../../components/RemoteView'
import { SignInCard } from '../../components/SignInCard'
import { TextField } from '../../components/TextField'
import { useAction } from '../../hooks/useAction'
import { useRemote } from '../../hooks/useRemote'
import { scanCode } from '../../platform/scan'
import { joinCommunity, previewJoinCode, type CommunityPreview } from '../../services/account'
import { toDeskTicket, toInvitationCode, toJoinCode } from '../../services/scene'
import { useSession } from '../../stores/session'

/** Which community a code is for, before one joins; without a code it can be scanned or typed. */
export default function JoinPage() {
  const me = useSession((state) => state.me)
  const { scene = '' } = useRouter().params
  const [code, setCode] = useState(() => toJoinCode(scene))
  const ticket = code === undefined ? toDeskTicket(scene) : undefined
  const invitation = code === undefined ? toInvitationCode(scene) : undefined
  // One page stands behind every code that WeChat draws: a longer scene is a desk that waits to be signed in.
  useEffect(() => {
    if (ticket !== undefined)
      void Taro.redirectTo({ url: `/packages/settings/pages/desk/index?scene=${ticket}` })
  }, [ticket])
  useEffect(() => {
    if (invitation !== undefined)
      void Taro.redirectTo({ url: `/packages/families/pages/invitation/index?code=${invitation}` })
  }, [invitation])
  return (
    <AppPage title="加入社区">
      <View className="stack-loose">
        {code === undefined ? (
          <CodeForm wasScanned={scene !== ''} onCode={setCode} />
        ) : (
          <Community
            key={code}
            code={code}
            isSignedIn={me !== undefined}
            onOther={() => {
              setCode(undefined)
            }}
          />
        )}
        {!me && <SignInCard />}
      </View>
    </AppPage>
  )
}

interface CodeFormProps {
  wasScanned: boolean
  onCode: (code: string) => void
}

function CodeForm({ wasScanned, onCode }: CodeFormProps) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState(
    wasScanned ? '这个二维码不是社区码。请扫居委会或楼道里贴的社区码，或者在下面输入。' : undefined,
  )
  const take = (typed: string) => {
    const code = toJoinCode(typed)
    if (code === undefined) setProblem('社区码是 8 位字母和数字，请对照纸上再看一看。')
    else onCode(code)
  }
  const scan = async () => {
    const scanned = await scanCode?.()
    if (scanned !== undefined) take(scanned)
  }
  return (
    <Card>
      <View className="stack">
        {scanCode && (
          <Button text="扫社区的二维码" icon="scan" kind="primary" isBlock onPress={() => void scan()} />
        )}
        <TextField
          label="社区码"
          hint="8 位字母和数字，贴在居委会门口和楼道里，也可以问书记或网格员要。"
          error={problem}
          value={text}
          most={12}
          onChange={(value) => {
            setText(value)
            setProblem(undefined)
          }}
          onConfirm={() => {
            take(text)
          }}
        />
        <Button
          text="看看是哪个社区"
          kind={scanCode ? 'secondary' : 'primary'}
          isBlock
          onPress={() => {
            take(text)
          }}
        />
      </View>
    </Card>
  )
}

interface CommunityProps {
  code: string
  isSignedIn: boolean
  onOther: () => void
}

function Community({ code, isSignedIn, onOther }: CommunityProps) {
  const preview = useRemote(`joinCode:${code}`, () => previewJoinCode(code))
  const { run, isBusy, problem } = useAction()
  const join = async () => {
    const isJoined = await run(() => joinCommunity(code))
    if (isJoined) await Taro.switchTab({ url: '/pages/home/index' })
  }
  return (
    <View className="stack">
      <RemoteView remote={preview} rows={1}>
        {(data) => (
          <Card>
            <View className="stack">
              <Text className="text-block text-soft">这是</Text>
              <Text className="text-block text-large text-strong">{describePlace(data)}</Text>
              <Text className="text-block">
                加入以后，就能向这个社区提需求、收通知。要参加议事、享受照护，再请工作人员核实住址。
              </Text>
              {problem !== undefined && <ErrorNotice message={problem} />}
              {isSignedIn ? (
                <Button text="加入" kind="primary" isBlock isBusy={isBusy} onPress={() => void join()} />
              ) : (
                <Text className="text-block">请先登录，再加入。</Text>
              )}
            </View>
          </Card>
        )}
      </RemoteView>
      <Button text="不是这个，换一个码" kind="quiet" onPress={onOther} />
    </View>
  )
}

const describePlace = ({ community, buildingName }: CommunityPreview): string =>
  [community.name, buildingName].filter(Boolean).join(' ')
