import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { useIsElder } from '../stores/settings'
import { Pressable } from './Pressable'

/** 好差评, 5 is best. */
export type Grade = 1 | 2 | 3 | 4 | 5

const grades: readonly { grade: Grade; name: string }[] = [
  { grade: 5, name: '非常满意' },
  { grade: 4, name: '满意' },
  { grade: 3, name: '基本满意' },
  { grade: 2, name: '不满意' },
  { grade: 1, name: '非常不满意' },
]

/** In elder mode three faces stand for the five grades. */
const elderGrades: readonly { grade: Grade; name: string }[] = [
  { grade: 5, name: '满意' },
  { grade: 3, name: '一般' },
  { grade: 1, name: '不满意' },
]

export function FaceRating({
  value,
  onChange,
}: {
  value: Grade | undefined
  onChange: (grade: Grade) => void
}) {
  const shown = useIsElder() ? elderGrades : grades
  return (
    <View className="faces" {...roleProps('radiogroup')} aria-label="满意吗">
      {shown.map(({ grade, name }) => (
        <Pressable
          key={grade}
          role="radio"
          className={`face face-${grade}`}
          isSelected={grade === value}
          onPress={() => {
            onChange(grade)
          }}
        >
          <View className="face-picture" aria-hidden="true" />
          <Text>{name}</Text>
        </Pressable>
      ))}
    </View>
  )
}
