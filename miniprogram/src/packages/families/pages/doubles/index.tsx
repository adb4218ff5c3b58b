import { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useRemote } from '../../../../hooks/useRemote'
import { listMerges, type Merge } from '../../../../services/people.merge'
import { useSession } from '../../../../stores/session'
import { ByHand } from './ByHand'
import { MergeList } from './MergeList'
import { Pairs } from './Pairs'

const deciders: readonly string[] = ['secretary', 'communityWorker', 'streetOfficer']

/** Records of the register that may be one person: the pairs, those that wait for a colleague, and what was done. */
export default function DoublesPage() {
  const { id } = useRouter().params
  const me = useSession((state) => state.me)
  const staff = me?.memberships.find(({ role }) => deciders.includes(role))
  const isStreet = staff?.role === 'streetOfficer'
  const area = isStreet ? staff.areaCode : staff?.community
  return (
    <AppPage title="可能是同一个人">
      {!me && <SignInCard />}
      {me && area === undefined && (
        <EmptyState icon="lock" title="这一页给社区工作人员用" message="需要的话，请联系社区书记安排。" />
      )}
      {area !== undefined && <Doubles area={area} isStreet={isStreet} id={id} />}
    </AppPage>
  )
}

interface DoublesProps {
  area: string
  isStreet: boolean
  /** Somebody for whom the other record is looked for by hand. */
  id: string | undefined
}

const outcomes: Record<Merge['state'], string> = {
  proposed: '提出了。同事核对以后才合并，结果在下面看。',
  moving: '正在合并，会自己办完，进度在下面看。',
  done: '合成一条了，以前的经过都在。',
  declined: '记下了：是两个人，这一对以后不再提示。',
}

function Doubles({ area, isStreet, id }: DoublesProps) {
  const [done, setDone] = useState<string>()
  const merges = useRemote(`merges:${area}`, () => listMerges(area))
  // Pairs change with what was decided.
  const [round, setRound] = useState(0)
  const finish = (message: string) => {
    setDone(message)
    setRound(round + 1)
    merges.reload()
  }
  const shared = {
    community: area,
    onStale: merges.reload,
    onDone: ({ state }: Merge) => {
      finish(outcomes[state])
    },
  }
  return (
    <View className="stack-loose">
      {done !== undefined && <DoneNotice message={done} />}
      {!isStreet && id !== undefined && <ByHand key={`${id}:${round}`} id={id} {...shared} />}
      <RemoteView remote={merges} rows={2}>
        {(items) => <MergeList items={items} isStreet={isStreet} onDone={finish} onStale={merges.reload} />}
      </RemoteView>
      {!isStreet && <Pairs key={round} {...shared} />}
    </View>
  )
}
