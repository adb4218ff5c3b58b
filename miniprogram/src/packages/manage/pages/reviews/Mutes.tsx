import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { PagedList } from '../../../../components/PagedList'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { endMute, listMutes } from '../../../../services/reviews'
import { describeMoment } from '../../../../services/time'

/** Who cannot write in the forum now, why and until when. */
export function Mutes({ area }: { area: string }) {
  const now = useNow()
  const list = usePaged(`mutes:${area}`, (cursor) => listMutes(area, cursor))
  const { run, isBusy, problem } = useAction()
  const end = (id: string) =>
    run(async () => {
      await endMute(id)
      list.reload()
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <PagedList
        list={list}
        label="现在禁言的人"
        empty={
          <EmptyState icon="check" title="现在没有人禁言" message="禁言到期自动恢复，也可以提前结束。" />
        }
        renderItem={({ id, name, reason, until, by }) => (
          <Card>
            <View className="stack">
              <Text className="text-block text-strong">{name}</Text>
              <Text className="text-block">{reason}</Text>
              <Text className="text-block text-small text-soft">
                {by} · 到{describeMoment(until, now)}
              </Text>
              <Button text="提前恢复" isDisabled={isBusy} onPress={() => void end(id)} />
            </View>
          </Card>
        )}
      />
    </View>
  )
}
