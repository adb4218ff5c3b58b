import Taro, { useRouter } from '@tarojs/taro'
import { Image, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { roleProps } from '../../../../platform/keyboard'
import { ShareButton } from '../../../../platform/ShareButton'
import { useSharedCard } from '../../../../platform/share'
import { getBond, type Bond } from '../../../../services/families'
import { toMediaUrl } from '../../../../services/mediaUrl'
import { describeMoment } from '../../../../services/time'
import { useNow } from '../../../../hooks/useNow'
import { BondActions } from '../../components/BondActions'
import { BondCard } from '../../components/BondCard'
import { BondLog } from '../../components/BondLog'

const cardOf = (code: string) => ({
  title: '请您同意我替您办事（点开看看，三天内有效）',
  path: `packages/families/pages/invitation/index?code=${code}`,
})

/** One bond, for the elder and the proxy: what it covers, what happened, and the way to change or end it. */
export default function BondPage() {
  const { id = '' } = useRouter().params
  const bond = useRemote(`bond:${id}`, () => getBond(id))
  const [done, setDone] = useState<string>()
  useSharedCard(bond.data?.invitation && cardOf(bond.data.invitation.code))
  useLive('bond.changed', (changed) => {
    if (changed.id === id) bond.reload()
  })
  return (
    <AppPage title="代办授权">
      <RemoteView remote={bond} rows={3}>
        {(data) => (
          <View className="stack-loose">
            {done !== undefined && <DoneNotice message={done} />}
            <BondCard bond={data} />
            <InvitationCode bond={data} />
            <BondActions
              key={data.version}
              bond={data}
              onDone={(_, message) => {
                setDone(message)
                bond.reload()
              }}
            />
            {data.elder && data.relationToViewer === 'elder' && (
              <Button
                text="看他替我办过什么"
                icon="list"
                isBlock
                onPress={() => void Taro.navigateTo({ url: '/packages/families/pages/acts/index' })}
              />
            )}
            <BondLog bond={data} />
          </View>
        )}
      </RemoteView>
    </AppPage>
  )
}

/** To be sent to the elder's WeChat, held to her phone, or read out. */
function InvitationCode({ bond }: { bond: Bond }) {
  const now = useNow(60_000)
  const { invitation } = bond
  if (!invitation) return null
  const { code, expiresAt } = invitation
  return (
    <Card kind="accent">
      <View className="stack">
        <Text className="text-block">发到老人的微信里，让老人自己点开同意。也可以让老人扫这个码。</Text>
        <View {...roleProps('img')} aria-label="邀请的二维码，码也写在下面">
          <Image
            className="code-image"
            src={toMediaUrl(`/api/families/invitations/${code}/image`)}
            showMenuByLongpress
            aria-hidden="true"
          />
        </View>
        <Text className="text-block">
          邀请码：<Text className="text-large text-strong">{`${code.slice(0, 5)} ${code.slice(5)}`}</Text>
        </Text>
        <Text className="text-block text-small text-soft">
          只能用一次，{describeMoment(expiresAt, now)} 前有效
        </Text>
        <ShareButton text="发给老人" card={cardOf(code)} />
      </View>
    </Card>
  )
}
