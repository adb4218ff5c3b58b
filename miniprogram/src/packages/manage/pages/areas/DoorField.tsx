import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { locate, showOnMap } from '../../../../platform/locate'

interface Point {
  longitude: number
  latitude: number
}

interface DoorFieldProps {
  value: Point | undefined
  onChange: (point: Point | undefined) => void
}

/** Where a building's door is: noted down by one press while standing before it. */
export function DoorField({ value, onChange }: DoorFieldProps) {
  const [isBusy, setIsBusy] = useState(false)
  const [isUnknown, setIsUnknown] = useState(false)
  const note = async () => {
    setIsBusy(true)
    const here = await locate()
    setIsBusy(false)
    setIsUnknown(here === undefined)
    if (here) onChange(here)
  }
  return (
    <View className="field">
      <Text className="field-label">楼门的位置（可以不记）</Text>
      <Text className="field-hint">
        站在楼门口按一下。上门的人排路线时，按真实的距离算；没有记就按同一小区、同一网格估。
      </Text>
      {value && <Text className="text-block">已经记下位置</Text>}
      {isUnknown && <Text className="text-block">手机没有给出位置，请打开定位再按一次。</Text>}
      <View className="row-wrap">
        <Button
          text={value ? '重新记' : '我在楼门口，记下位置'}
          icon="location"
          isBusy={isBusy}
          onPress={() => void note()}
        />
        {value && <Button text="在地图上看" icon="map" onPress={() => void showOnMap(value, '楼门')} />}
        {value && (
          <Button
            text="去掉"
            kind="quiet"
            onPress={() => {
              onChange(undefined)
            }}
          />
        )}
      </View>
    </View>
  )
}
