import { AppPage } from '../../components/AppPage'
import { RoleSwitcher } from '../../components/RoleSwitcher'
import { SignInCard } from '../../components/SignInCard'
import { useSession } from '../../stores/session'

export default function WorkbenchPage() {
  const me = useSession((state) => state.me)
  return (
    <AppPage title="工作台" tab="workbench" layout="wide">
      {me ? <RoleSwitcher /> : <SignInCard />}
    </AppPage>
  )
}
