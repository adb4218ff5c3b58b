import { View } from '@tarojs/components'
import { AppPage } from '../../components/AppPage'
import { DeskLogin } from '../../components/DeskLogin'
import { EmptyState } from '../../components/EmptyState'
import { RoleSwitcher } from '../../components/RoleSwitcher'
import { SignInCard } from '../../components/SignInCard'
import { useMembership, useSession } from '../../stores/session'
import { WorkQueue } from './components/WorkQueue'

/** What whoever holds work has to do, role by role. */
export default function WorkbenchPage() {
  return (
    <AppPage title="工作台" tab="workbench" layout="wide">
      <Workbench />
    </AppPage>
  )
}

function Workbench() {
  const me = useSession((state) => state.me)
  const membership = useMembership()
  if (!me)
    return (
      <View className="stack">
        <SignInCard />
        <DeskLogin />
      </View>
    )
  if (!membership)
    return (
      <EmptyState
        icon="tools"
        title="这里是办事人员的工作台"
        message="您现在没有任职。要提诉求、看进度，请到“首页”。"
      />
    )
  return (
    <View className="stack">
      <RoleSwitcher />
      <WorkQueue key={membership.id} membership={membership} me={me} />
    </View>
  )
}
