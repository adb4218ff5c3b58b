import { Text, View } from '@tarojs/components'
import { useRemote } from '../../hooks/useRemote'
import { previewNeed } from '../../services/needs'
import { RemoteView } from '../RemoteView'
import { Section } from '../Section'
import { Sheet } from '../Sheet'

/** 「别人能看到什么」: neighbours, and whoever has the job (must-get-right 4, 5). */
export function PreviewSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const preview = useRemote(`preview:${id}`, () => previewNeed(id))
  return (
    <Sheet title="别人能看到什么" isOpen onClose={onClose}>
      <RemoteView remote={preview}>
        {({ neighbours, worker }) => (
          <View className="stack-loose">
            <Lines title="邻居" lines={neighbours.lines} />
            <Lines title="接单办事的人" lines={worker.lines} />
          </View>
        )}
      </RemoteView>
    </Sheet>
  )
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <Section title={title}>
      <View className="stack-tight">
        {lines.map((line) => (
          <Text key={line} className="text-block">
            {line}
          </Text>
        ))}
      </View>
    </Section>
  )
}
