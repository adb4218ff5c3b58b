import { Text, View } from '@tarojs/components'

export interface Fact {
  label: string
  /** Left out of the list when there is nothing to say. */
  value: string | undefined
}

/** What is known of one thing, line by line. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <View className="stack-tight">
      {facts.map(
        ({ label, value }) =>
          value !== undefined && (
            <View key={label}>
              <Text className="text-block text-small text-soft">{label}</Text>
              <Text className="text-block">{value}</Text>
            </View>
          ),
      )}
    </View>
  )
}
