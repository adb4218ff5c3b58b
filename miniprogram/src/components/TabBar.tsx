import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { useInbox } from '../stores/inbox'
import { useSession } from '../stores/session'
import { Icon } from './Icon'
import type { IconName } from './icons'
import { Pressable } from './Pressable'

export type TabName = 'home' | 'forum' | 'messages' | 'workbench' | 'mine'

interface Tab {
  name: TabName
  text: string
  icon: IconName
}

const tabs: readonly Tab[] = [
  { name: 'home', text: '首页', icon: 'home' },
  { name: 'forum', text: '邻里圈', icon: 'people' },
  { name: 'messages', text: '消息', icon: 'message' },
  { name: 'workbench', text: '工作台', icon: 'tools' },
  { name: 'mine', text: '我的', icon: 'person' },
]

/** At the bottom of a phone, at the side of a wide screen. The workbench is there only for who holds a role. */
export function TabBar({ current }: { current: TabName }) {
  const hasRole = useSession(({ me }) => (me?.memberships.length ?? 0) > 0)
  const unread = useInbox((state) => state.unread)
  const shown = tabs.filter(({ name }) => name !== 'workbench' || hasRole || current === 'workbench')
  return (
    <View className="tab-bar" {...roleProps('navigation')} aria-label="主要页面">
      {shown.map(({ name, text, icon }) => (
        <Pressable
          key={name}
          role="link"
          className={`tab tab-${name} ${name === current ? 'is-current' : ''}`}
          label={tabLabel(text, name === 'messages' ? unread : 0, name === current)}
          onPress={() => void Taro.switchTab({ url: `/pages/${name}/index` })}
        >
          <View className="tab-icon">
            <Icon name={icon} />
            {name === 'messages' && unread > 0 && (
              <Text className="tab-count">{unread > 99 ? '99+' : unread}</Text>
            )}
          </View>
          <Text className="tab-text">{text}</Text>
        </Pressable>
      ))}
    </View>
  )
}

function tabLabel(text: string, unread: number, isCurrent: boolean): string {
  return `${text}${unread > 0 ? `，${unread} 条未读` : ''}${isCurrent ? '，当前页面' : ''}`
}
