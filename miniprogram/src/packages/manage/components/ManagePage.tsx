import { roleNames, type Role } from '@linli/shared/users/roles'
import { View } from '@tarojs/components'
import { type ReactNode } from 'react'
import { AppPage } from '../../../components/AppPage'
import { DeskLogin } from '../../../components/DeskLogin'
import { EmptyState } from '../../../components/EmptyState'
import { FilterBar } from '../../../components/FilterBar'
import { nameMembership } from '../../../components/RoleSwitcher'
import { SignInCard } from '../../../components/SignInCard'
import type { Membership } from '../../../services/session'
import { pickMembership, switchWorkbench, useSession } from '../../../stores/session'

interface ManagePageProps {
  title: string
  /** Who may use it; the server decides again. */
  roles: readonly Role[]
  children: (membership: Membership) => ReactNode
}

const nameRoles = (roles: readonly Role[]): string => roles.map((role) => roleNames[role]).join('、')

/** A page of the back office, for one of the person's roles. With several that fit, one chooses which. */
export function ManagePage({ title, roles, children }: ManagePageProps) {
  const me = useSession((state) => state.me)
  const membershipId = useSession((state) => state.membershipId)
  const fitting = me?.memberships.filter(({ role }) => roles.includes(role)) ?? []
  const current = pickMembership(fitting, membershipId)
  return (
    <AppPage title={title} layout="wide">
      {!me && (
        <View className="stack">
          <SignInCard />
          <DeskLogin />
        </View>
      )}
      {me && !current && (
        <EmptyState icon="lock" title="这一页您不用管" message={`它由${nameRoles(roles)}来办。`} />
      )}
      {current && (
        <View className="stack">
          {fitting.length > 1 && (
            <FilterBar
              label="用哪个身份"
              options={fitting.map((membership) => ({
                value: membership.id,
                text: nameMembership(membership),
              }))}
              value={current.id}
              onChange={switchWorkbench}
            />
          )}
          <View key={current.id}>{children(current)}</View>
        </View>
      )}
    </AppPage>
  )
}
