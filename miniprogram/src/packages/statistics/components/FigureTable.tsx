import { Text, View } from '@tarojs/components'
import { EmptyState } from '../../../components/EmptyState'
import { Pressable } from '../../../components/Pressable'
import { roleProps } from '../../../platform/keyboard'
import type { Figures } from '../../../services/statistics'
import { describeParts } from './figureWords'

interface Row {
  code: string
  name: string
  figures: Figures
}

const columns: readonly { title: string; read: (figures: Figures) => string }[] = [
  {
    title: '评价',
    read: ({ rating }) =>
      rating.average === undefined ? '—' : `${rating.average.toFixed(1)}（${rating.count} 人）`,
  },
  { title: '解决', read: ({ solved }) => describeParts(solved) },
  { title: '按时', read: ({ onTime }) => describeParts(onTime) },
  { title: '提出', read: ({ created }) => String(created) },
  { title: '超期', read: ({ overdue }) => String(overdue) },
  { title: '发现', read: ({ found }) => String(found.raised) },
]

/** Areas below one another with their wholes; a press opens one. */
export function AreaTable({ rows, onOpen }: { rows: readonly Row[]; onOpen: (row: Row) => void }) {
  if (rows.length === 0) return <EmptyState title="没有下一级" />
  return (
    <View className="list" {...roleProps('list')} aria-label="下一级的数字">
      {rows.map((row) => (
        <Pressable
          key={row.code}
          className="list-row"
          onPress={() => {
            onOpen(row)
          }}
        >
          <FigureLine row={row} />
        </Pressable>
      ))}
    </View>
  )
}

export function CategoryTable({ rows }: { rows: readonly Row[] }) {
  return (
    <View className="list" {...roleProps('list')} aria-label="按类别的数字">
      {rows.map((row) => (
        <View key={row.code} className="list-row" {...roleProps('listitem')}>
          <FigureLine row={row} />
        </View>
      ))}
    </View>
  )
}

/** Each figure says its name, so that nobody has to look up at a head of columns. */
function FigureLine({ row: { name, figures } }: { row: Row }) {
  return (
    <View className="grow stack-tight">
      <Text className="text-block text-strong">{name}</Text>
      <View className="row-wrap">
        {columns.map(({ title, read }) => (
          <Text key={title} className="figures text-small">
            {title} {read(figures)}
          </Text>
        ))}
      </View>
    </View>
  )
}
