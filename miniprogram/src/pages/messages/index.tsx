import { AppPage } from '../../components/AppPage'
import { SignInCard } from '../../components/SignInCard'
import { useSession } from '../../stores/session'

export default function MessagesPage() {
  const me = useSession((state) => state.me)
  return (
    <AppPage title="消息" tab="messages">
      {!me && <SignInCard />}
    </AppPage>
  )
}
