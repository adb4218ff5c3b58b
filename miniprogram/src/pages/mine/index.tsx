import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../components/AppPage'
import { Card } from '../../components/Card'
import { ListRow } from '../../components/ListRow'
import { Section } from '../../components/Section'
import { SignInCard } from '../../components/SignInCard'
import { Tag } from '../../components/Tag'
import type { Me } from '../../services/session'
import { signOut, useSession } from '../../stores/session'
import { useIsElder } from '../../stores/settings'

export default function MinePage() {
  const me = useSession((state) => state.me)
  const isElder = useIsElder()
  return (
    <AppPage title="我的" tab="mine">
      {me ? <MeCard me={me} /> : <SignInCard />}
      <Section title="设置">
        <View className="list">
          <ListRow
            icon="large-text"
            title="长辈版与文字大小"
            note={isElder ? '长辈版已打开' : '字大、按钮大，看得清楚'}
            onPress={() => void Taro.navigateTo({ url: '/packages/settings/pages/display/index' })}
          />
          {me && <ListRow icon="signout" title="退出登录" onPress={signOut} />}
        </View>
      </Section>
    </AppPage>
  )
}

const levelNames: Record<Me['level'], string> = {
  guest: '访客',
  joined: '已加入社区',
  verified: '已核实的居民',
}

function MeCard({ me }: { me: Me }) {
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{me.displayName}</Text>
        <View className="row-wrap">
          <Tag
            text={levelNames[me.level]}
            tone={me.level === 'verified' ? 'success' : 'plain'}
            {...(me.level === 'verified' ? { icon: 'check' as const } : {})}
          />
          {me.community && <Text className="text-soft">{me.community.name}</Text>}
        </View>
      </View>
    </Card>
  )
}
