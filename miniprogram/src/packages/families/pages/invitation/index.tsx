import { bondRelationNames, bondScopeTexts, neverByProxyText } from '@linli/shared/families/bond'
import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { TextField } from '../../../../components/TextField'
import { useRemote } from '../../../../hooks/useRemote'
import { scanCode } from '../../../../platform/scan'
import { readInvitation, type Invitation } from '../../../../services/families'
import { toInvitationCode } from '../../../../services/scene'
import { useSession } from '../../../../stores/session'
import { AnswerForm } from './AnswerForm'

/** The elder opens what a relative sent: who asks, for what, and says yes or no herself. */
export default function InvitationPage() {
  const { code: given = '' } = useRouter().params
  const me = useSession((state) => state.me)
  const [code, setCode] = useState(() => toInvitationCode(given))
  return (
    <AppPage title="家里人的邀请">
      {!me && <SignInCard />}
      {me && code === undefined && <CodeForm onCode={setCode} />}
      {me && code !== undefined && <Opened code={code} />}
    </AppPage>
  )
}

function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const take = (typed: string) => {
    const code = toInvitationCode(typed)
    if (code === undefined) setProblem('邀请码是 10 位字母和数字，请对照再看一看。')
    else onCode(code)
  }
  const scan = async () => {
    const scanned = await scanCode?.()
    if (scanned !== undefined) take(scanned)
  }
  return (
    <View className="stack">
      {scanCode && (
        <Button text="扫家里人手机上的码" icon="scan" kind="primary" isBlock onPress={() => void scan()} />
      )}
      <TextField
        label="邀请码"
        hint="10 位字母和数字，家里人可以念给您听。"
        error={problem}
        value={text}
        most={14}
        onChange={setText}
      />
      <Button
        text="打开邀请"
        kind="primary"
        isBlock
        onPress={() => {
          take(text)
        }}
      />
    </View>
  )
}

const problems: Record<NonNullable<Invitation['problem']>, string> = {
  'bond.own_invitation': '这是您自己发出的邀请，请把它发给家里的老人来打开。',
  'bond.register_needed': '请先核实住址，我们才知道您是谁；也可以请社区工作人员当面办理。',
  'bond.capacity_doubtful': '现在不能办新的授权，请联系社区，工作人员会和您说明。',
  'bond.exists': '这位亲属已经能替您办事了，要改内容请到“我的亲属”。',
}

function Opened({ code }: { code: string }) {
  const invitation = useRemote(`invitation:${code}`, () => readInvitation(code))
  return (
    <RemoteView remote={invitation} rows={4}>
      {(data) => (
        <View className="stack-loose">
          <Asked invitation={data} />
          {data.problem !== undefined && <ErrorNotice message={problems[data.problem]} />}
          {data.problem === 'bond.register_needed' && (
            <Button
              text="去核实住址"
              icon="home"
              isBlock
              onPress={() => void Taro.navigateTo({ url: '/packages/settings/pages/verification/index' })}
            />
          )}
          {data.canAnswer && <AnswerForm code={code} invitation={data} />}
        </View>
      )}
    </RemoteView>
  )
}

function Asked({ invitation }: { invitation: Invitation }) {
  const { proxy, relation, scopes } = invitation
  return (
    <Card kind="accent">
      <View className="stack">
        <Text className="text-block text-large text-strong">
          {proxy.name}（说是您的{bondRelationNames[relation]}）想替您办事
        </Text>
        {proxy.maskedPhone !== undefined && <Text className="text-block">手机号 {proxy.maskedPhone}</Text>}
        {scopes.map((scope) => (
          <Text key={scope} className="text-block">
            · {bondScopeTexts[scope].meaning}
          </Text>
        ))}
        <Text className="text-block text-soft">{neverByProxyText}</Text>
        <Text className="text-block text-strong">不认识这个人，或者不是您自己想的，请点“不同意”。</Text>
      </View>
    </Card>
  )
}
