import type { ReactNode } from 'react'
import { AppPage } from '../../../components/AppPage'
import { SignInCard } from '../../../components/SignInCard'
import type { Me } from '../../../services/session'
import { useSession } from '../../../stores/session'

/** A page about the person: only for who is signed in. */
export function MePage({ title, children }: { title: string; children: (me: Me) => ReactNode }) {
  const me = useSession((state) => state.me)
  return <AppPage title={title}>{me ? children(me) : <SignInCard />}</AppPage>
}
