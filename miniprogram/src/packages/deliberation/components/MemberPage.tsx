import { useRouter } from '@tarojs/taro'
import type { ReactNode } from 'react'
import { AppPage } from '../../../components/AppPage'
import { EmptyState } from '../../../components/EmptyState'
import { useForumCommunity } from '../../../components/forum/useForumCommunity'
import { SignInCard } from '../../../components/SignInCard'
import { useSession } from '../../../stores/session'

interface MemberPageProps {
  title: string
  layout?: 'column' | 'wide'
  children: (community: string) => ReactNode
}

/** A page about one community: the one in its address, else one's own. */
export function MemberPage({ title, layout = 'column', children }: MemberPageProps) {
  const me = useSession((state) => state.me)
  const own = useForumCommunity()
  const community = useRouter().params.community ?? own
  return (
    <AppPage title={title} layout={layout}>
      {!me && <SignInCard />}
      {me && community === undefined && (
        <EmptyState icon="people" title="先加入您住的社区" message="在首页加入社区，核实住址以后就能看。" />
      )}
      {me && community !== undefined && children(community)}
    </AppPage>
  )
}
