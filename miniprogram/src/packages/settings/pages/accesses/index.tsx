import { Text, View } from '@tarojs/components'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listOwnAccesses } from '../../../../services/account'
import { describeMoment } from '../../../../services/time'
import { MePage } from '../../components/MePage'

/** Who opened the person's records by rank, when, and the reason they gave. */
export default function AccessesPage() {
  return <MePage title="谁看过我的记录">{(me) => <Accesses userId={me.id} />}</MePage>
}

function Accesses({ userId }: { userId: string }) {
  const list = usePaged(`accesses:${userId}`, listOwnAccesses)
  const now = useNow()
  return (
    <View className="stack">
      <Text className="text-block">办您这件事的人可以看。其他人要看，必须先写原因，都记在这里。</Text>
      <PagedList
        list={list}
        label="谁看过我的记录"
        empty={<EmptyState icon="eye" title="还没有人额外打开过您的记录" />}
        renderItem={({ at, byName, byRole, what, reason }) => (
          <Card>
            <View className="stack-tight">
              <Text className="text-block text-strong">
                {byRole} {byName}
              </Text>
              <Text className="text-block">看了{what}</Text>
              <Text className="text-block">原因：{reason}</Text>
              <Text className="text-block text-small text-soft">{describeMoment(at, now)}</Text>
            </View>
          </Card>
        )}
      />
    </View>
  )
}
