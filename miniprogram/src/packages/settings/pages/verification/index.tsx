import { formatDate } from '@linli/shared/time'
import { homeLinkKindNames } from '@linli/shared/users/homeLinks'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { Section } from '../../../../components/Section'
import type { Me } from '../../../../services/session'
import { MePage } from '../../components/MePage'
import { VerificationForm } from './VerificationForm'

/** Where the person lives, confirmed by people: what stands, what is asked, what to do next. */
export default function VerificationPage() {
  return <MePage title="住址核实">{(me) => <Verification me={me} />}</MePage>
}

function Verification({ me }: { me: Me }) {
  const { verification } = me
  if (!me.community)
    return (
      <Card>
        <View className="stack">
          <Text className="text-block">请先加入您住的社区，再申请核实住址。</Text>
          <Button
            text="加入社区"
            kind="primary"
            isBlock
            onPress={() => void Taro.navigateTo({ url: '/pages/join/index' })}
          />
        </View>
      </Card>
    )
  if (me.level === 'verified') return <Homes me={me} />
  if (verification?.state === 'open') return <Waiting verification={verification} me={me} />
  return (
    <View className="stack">
      {verification?.state === 'declined' && (
        <ErrorNotice
          message={`上次没有通过：${verification.reason ?? '材料还不够'}。改好以后可以再申请一次。`}
        />
      )}
      <VerificationForm community={me.community} />
    </View>
  )
}

function Homes({ me }: { me: Me }) {
  return (
    <View className="stack">
      <DoneNotice message="您是已核实的居民，可以参加议事、表决和照护。" />
      <Section title="我的住处">
        {me.homes.map((home) => (
          <Card key={`${home.address}${home.kind}`}>
            <FactList
              facts={[
                { label: '地址', value: home.address },
                { label: '关系', value: homeLinkKindNames[home.kind] },
                { label: '从什么时候', value: home.from && formatDate(home.from) },
                { label: '到什么时候', value: home.until && formatDate(home.until) },
              ]}
            />
          </Card>
        ))}
      </Section>
      <Text className="text-block text-soft">搬家了？请到新社区的居委会办理，工作人员会帮您改好。</Text>
    </View>
  )
}

function Waiting({ verification, me }: { verification: NonNullable<Me['verification']>; me: Me }) {
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">申请已经交上去了</Text>
        <Text className="text-block">楼组长、网格员或居委会会来核对，结果会发消息告诉您。</Text>
        <FactList
          facts={[
            { label: '地址', value: verification.address },
            { label: '关系', value: homeLinkKindNames[verification.kind] },
          ]}
        />
        {!me.phoneVerified && (
          <>
            <Text className="text-block">还差一步：手机号也要核实，才能通过。</Text>
            <Button
              text="去核实手机号"
              kind="primary"
              isBlock
              onPress={() => void Taro.navigateTo({ url: '/packages/settings/pages/phone/index' })}
            />
          </>
        )}
      </View>
    </Card>
  )
}
