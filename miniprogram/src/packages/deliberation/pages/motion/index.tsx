import { useRouter } from '@tarojs/taro'
import { AppPage } from '../../../../components/AppPage'
import { SignInCard } from '../../../../components/SignInCard'
import { useSharedCard } from '../../../../platform/share'
import { useSession } from '../../../../stores/session'
import { MotionDetail } from '../../components/MotionDetail'

/** One motion, live: its words, its way, who stands behind it, what is said for and against. */
export default function MotionPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  useSharedCard({
    title: '社区议事厅里的一个议题',
    path: `packages/deliberation/pages/motion/index?id=${id}`,
  })
  return <AppPage title="议题">{me ? <MotionDetail id={id} /> : <SignInCard />}</AppPage>
}
