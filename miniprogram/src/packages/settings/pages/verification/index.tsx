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
  if (me.goneOn !== undefined) return <Gone community={me.community.name} on={me.goneOn} />
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

/** The register says that the person lives here no more: what that means, and what to do if it is wrong. */
function Gone({ community, on }: { community: string; on: string }) {
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-strong">{`${formatDate(on)}起，${community}的居民登记里，您不住在这里了。`}</Text>
        <Text className="text-block">
          您写过的，自己还能看、能收回。在这里不能再发帖、联名和表决，您的联名也不再计数。
        </Text>
        <Text className="text-block">
          搬到新社区：先加入新社区，再核实住址。登记错了：请打电话给社区或到居委会说一声，工作人员改好，您的账号马上恢复。
        </Text>
        <Button
          text="加入新社区"
          kind="primary"
          isBlock
          onPress={() => void Taro.navigateTo({ url: '/pages/join/index' })}
        />
        <Button
          text="打电话给社区"
          icon="phone"
          isBlock
          onPress={() => void Taro.navigateTo({ url: '/packages/settings/pages/grid/index' })}
        />
      </View>
    </Card>
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
