import { useRouter } from '@tarojs/taro'
import { AppPage } from '../../../../components/AppPage'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { useRemote } from '../../../../hooks/useRemote'
import { getForumHome, getPost, type Board } from '../../../../services/forum'
import { useSession } from '../../../../stores/session'
import { EditForm } from '../../components/EditForm'
import { WriteForm } from '../../components/WriteForm'

/** A new post, or new words for one's own. */
export default function WritePage() {
  const { id, board, community } = useRouter().params
  const own = useForumCommunity()
  const me = useSession((state) => state.me)
  const where = community ?? own
  return (
    <AppPage title={id === undefined ? '发帖' : '修改帖子'}>
      {!me && <SignInCard />}
      {me && id !== undefined && <Edit id={id} />}
      {me && id === undefined && where !== undefined && <Write community={where} board={board as Board} />}
    </AppPage>
  )
}

function Write({ community, board }: { community: string; board: Board | undefined }) {
  const home = useRemote(`forum:${community}`, () => getForumHome(community))
  return <RemoteView remote={home}>{(data) => <WriteForm home={data} board={board} />}</RemoteView>
}

function Edit({ id }: { id: string }) {
  const post = useRemote(`post:edit:${id}`, () => getPost(id))
  return <RemoteView remote={post}>{(data) => <EditForm post={data} onStale={post.reload} />}</RemoteView>
}
