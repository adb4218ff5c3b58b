import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { callPhone } from '../../../../platform/call'
import { PhoneButton } from '../../../../platform/PhoneButton'
import { checkPhoneWithSms, checkPhoneWithWechat, sendPhoneCode } from '../../../../services/account'
import type { Me } from '../../../../services/session'
import { MePage } from '../../components/MePage'

/** Three ways to have a phone checked; typing a number alone is none of them. */
export default function PhonePage() {
  return <MePage title="手机号">{(me) => <PhoneWays me={me} />}</MePage>
}

function PhoneWays({ me }: { me: Me }) {
  const { run, problem } = useAction()
  const [isRefused, setIsRefused] = useState(false)
  return (
    <View className="stack-loose">
      <Card>
        <View className="stack">
          {me.phoneVerified ? (
            <DoneNotice message={`已核实：${me.maskedPhone ?? ''}`} />
          ) : (
            <Text className="text-block">您的手机号还没有核实。核实以后，办事的人才能打电话找到您。</Text>
          )}
          {problem !== undefined && <ErrorNotice message={problem} />}
          <PhoneButton
            text={me.phoneVerified ? '换成这台手机的号码' : '用微信里的手机号'}
            onCode={(code) => void run(() => checkPhoneWithWechat(code))}
            onRefuse={() => {
              setIsRefused(true)
            }}
          />
          {isRefused && <Text className="text-block">没关系，也可以用下面的办法。</Text>}
        </View>
      </Card>
      {me.features.smsCode && <SmsForm />}
      <InPerson me={me} />
    </View>
  )
}

function SmsForm() {
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [sentTo, setSentTo] = useState<string>()
  const sending = useAction()
  const checking = useAction()
  const isPhone = /^1\d{10}$/.test(phone)

  const send = async () => {
    if (await sending.run(() => sendPhoneCode(phone))) setSentTo(phone)
  }
  return (
    <Section title="用短信验证码">
      <Card>
        <View className="stack">
          {sending.problem !== undefined && <ErrorNotice message={sending.problem} />}
          <TextField label="手机号" type="number" most={11} value={phone} onChange={setPhone} />
          <Button
            text={sentTo === undefined ? '发验证码' : '再发一次'}
            isBlock
            isBusy={sending.isBusy}
            isDisabled={!isPhone}
            onPress={() => void send()}
          />
          {sentTo !== undefined && (
            <>
              <DoneNotice message={`验证码已发到 ${sentTo}，收到后填在下面。`} />
              {checking.problem !== undefined && <ErrorNotice message={checking.problem} />}
              <TextField label="6 位验证码" type="number" most={6} value={code} onChange={setCode} />
              <Button
                text="核实"
                kind="primary"
                isBlock
                isBusy={checking.isBusy}
                isDisabled={!/^\d{6}$/.test(code)}
                onPress={() => void checking.run(() => checkPhoneWithSms(sentTo, code))}
              />
            </>
          )}
        </View>
      </Card>
    </Section>
  )
}

function InPerson({ me }: { me: Me }) {
  return (
    <Section title={me.phoneVerified ? '换了手机号' : '请工作人员当面登记'}>
      <Card>
        <View className="stack">
          <Text className="text-block">
            {`带着手机到居委会，告诉工作人员您在邻里里的名字“${me.displayName}”，他们看过手机后当场登记。走不动的话，请网格员上门。`}
          </Text>
          <Button
            text={`打电话问一问 ${me.supportPhone}`}
            icon="phone"
            isBlock
            onPress={() => void callPhone(me.supportPhone)}
          />
        </View>
      </Card>
    </Section>
  )
}
