import { AppPage } from '../../components/AppPage'
import { SignInCard } from '../../components/SignInCard'
import { useSession } from '../../stores/session'

export default function JoinPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="加入社区">{!me && <SignInCard />}</AppPage>
}
