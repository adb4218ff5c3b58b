import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import type { Membership } from '../services/session'
import { switchWorkbench, useMembership, useSession } from '../stores/session'
import { Pressable } from './Pressable'

/** Which role the workbench is for; nothing to choose with one role, so only its name is shown. */
export function RoleSwitcher() {
  const memberships = useSession(({ me }) => me?.memberships)
  const current = useMembership()
  if (!memberships || !current) return null
  if (memberships.length === 1) return <Text className="text-soft">{nameMembership(current)}</Text>
  return (
    <View className="filters" {...roleProps('radiogroup')} aria-label="用哪个身份工作">
      {memberships.map((membership) => (
        <Pressable
          key={membership.id}
          role="radio"
          className="filter"
          isSelected={membership.id === current.id}
          onPress={() => {
            switchWorkbench(membership.id)
          }}
        >
          <Text>{nameMembership(membership)}</Text>
        </Pressable>
      ))}
    </View>
  )
}

/** 「第二网格 · 网格员（AB 角）」: whoever stands in for somebody sees which of the two it is. */
export function nameMembership({ roleName, unitName, areaName, isDeputy }: Membership): string {
  const role = isDeputy ? `${roleName}（AB 角）` : roleName
  return [unitName ?? areaName, role].filter(Boolean).join(' · ')
}
