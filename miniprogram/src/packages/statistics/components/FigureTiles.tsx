import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'

export interface Head {
  title: string
  value: string
  note: string
}

/** The figures that matter most, each with what it is a part of. */
export function FigureTiles({ heads }: { heads: readonly Head[] }) {
  return (
    <View className="tiles tiles-figures">
      {heads.map(({ title, value, note }) => (
        <Card key={title}>
          <Text className="text-block text-soft">{title}</Text>
          <Text className="text-block figure-number">{value}</Text>
          <Text className="text-block text-small text-soft">{note}</Text>
        </Card>
      ))}
    </View>
  )
}
