import { Text, View } from '@tarojs/components'
import type { PostSummary } from '../../services/forum'
import { Tag } from '../Tag'

const kindTexts = { resident: undefined, desk: '社区', unit: '单位' } as const

/** Who wrote it, by the community's rule; the community and units stand out by a word. */
export function AuthorLine({ author }: { author: PostSummary['author'] }) {
  const { name, kind, badge, isMine } = author
  const kindText = kindTexts[kind]
  return (
    <View className="row">
      <Text className="text-strong">{isMine ? `${name}（您）` : name}</Text>
      {kindText !== undefined && <Tag text={kindText} icon="building" tone="info" />}
      {badge !== undefined && <Tag text={badge} icon="flag" tone="danger" />}
    </View>
  )
}
