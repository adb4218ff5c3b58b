import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listProxyActs, type ProxyAct } from '../../../../services/families'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'

/** The log of what was done by proxy: the elder's own, or that of the elder in the address for staff. */
export default function ActsPage() {
  const { personId } = useRouter().params
  const me = useSession((state) => state.me)
  return (
    <AppPage title="代办记录">{me ? <Acts userId={me.id} personId={personId} /> : <SignInCard />}</AppPage>
  )
}

function Acts({ userId, personId }: { userId: string; personId: string | undefined }) {
  const list = usePaged(`acts:${personId ?? userId}`, (cursor) => listProxyActs(personId, cursor))
  return (
    <PagedList
      list={list}
      label="代办记录"
      empty={<EmptyState icon="list" title="还没有代办过" message="亲属替老人办的每一件事，都会记在这里。" />}
      renderItem={(act) => <ActCard act={act} />}
    />
  )
}

function ActCard({ act }: { act: ProxyAct }) {
  const now = useNow(60_000)
  const { what, proxyText, at, record } = act
  const content = (
    <View className="stack-tight">
      <Text className="text-block text-strong">{what}</Text>
      <Text className="text-block">{proxyText}</Text>
      <Text className="text-block text-small text-soft">{describeMoment(at, now)}</Text>
    </View>
  )
  if (record.kind !== 'need') return <Card>{content}</Card>
  return (
    <Card onPress={() => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${record.id}` })}>
      {content}
    </Card>
  )
}
