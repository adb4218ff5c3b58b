import { importKindNames, type ImportState } from '@linli/shared/register/register'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag, type Tone } from '../../../../components/Tag'
import { useNow } from '../../../../hooks/useNow'
import type { Remote } from '../../../../hooks/useRemote'
import type { Import } from '../../../../services/register'
import { describeMoment } from '../../../../services/time'

const states: Record<ImportState, { text: string; tone: Tone }> = {
  checking: { text: '正在检查', tone: 'info' },
  refused: { text: '没有写入', tone: 'danger' },
  applying: { text: '正在写入', tone: 'info' },
  done: { text: '已完成', tone: 'success' },
}

interface ImportHistoryProps {
  history: Remote<{ items: Import[] }>
  openId: string | undefined
  onOpen: (id: string) => void
}

/** The latest imports of the place; each opens again with its report. */
export function ImportHistory({ history, openId, onOpen }: ImportHistoryProps) {
  const now = useNow()
  return (
    <Section title="最近的导入">
      <RemoteView remote={history} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="paper" title="这里还没有导入过" />
          ) : (
            <View className="stack">
              {items.map((job) => (
                <Card
                  key={job.id}
                  isSelected={job.id === openId}
                  onPress={() => {
                    onOpen(job.id)
                  }}
                >
                  <View className="row-between">
                    <Text className="text-strong">{importKindNames[job.kind]}</Text>
                    <Tag {...states[job.state]} />
                  </View>
                  <Text className="text-block">
                    {job.fileName} · {job.rows} 行
                  </Text>
                  <Text className="text-block text-small text-soft">
                    {describeMoment(job.createdAt, now)}
                  </Text>
                </Card>
              ))}
            </View>
          )
        }
      </RemoteView>
    </Section>
  )
}
