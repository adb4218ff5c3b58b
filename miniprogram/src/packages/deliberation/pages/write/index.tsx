import { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { EmptyState } from '../../../../components/EmptyState'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useRemote } from '../../../../hooks/useRemote'
import { getDeliberationHome } from '../../../../services/deliberation'
import { getPost } from '../../../../services/forum'
import { getNeed } from '../../../../services/needs'
import { useSession } from '../../../../stores/session'
import { MotionForm } from '../../components/MotionForm'

/** A new motion, from nothing, from one's own post, or from a need that many joined. */
export default function WriteMotionPage() {
  const { community, postId, needId } = useRouter().params
  const own = useForumCommunity()
  const me = useSession((state) => state.me)
  const where = community ?? own
  return (
    <AppPage title="提议题">
      {!me && <SignInCard />}
      {me && where !== undefined && <Write community={where} postId={postId} needId={needId} />}
    </AppPage>
  )
}

interface WriteProps {
  community: string
  postId: string | undefined
  needId: string | undefined
}

/** The words it comes from, to go on from. */
async function readStart({ postId, needId }: WriteProps): Promise<string> {
  if (postId !== undefined) return (await getPost(postId)).text
  return needId === undefined ? '' : ((await getNeed(needId)).text ?? '')
}

function Write(props: WriteProps) {
  const { community, postId, needId } = props
  const home = useRemote(`motion:write:${community}`, () => getDeliberationHome(community))
  const start = useRemote(`motion:start:${postId ?? ''}:${needId ?? ''}`, () => readStart(props))
  return (
    <RemoteView remote={home}>
      {({ forum, ...data }) =>
        data.canRaise && forum ? (
          <RemoteView remote={start}>
            {(words) => (
              <MotionForm home={data} forum={forum} start={words} postId={postId} needId={needId} />
            )}
          </RemoteView>
        ) : (
          <View>
            <EmptyState
              icon="lock"
              title="现在还不能提议题"
              message="议题由本社区核实过住址的居民来提。暂时不能发言的，到期会自动恢复；联名和表决不受影响。"
            />
          </View>
        )
      }
    </RemoteView>
  )
}
