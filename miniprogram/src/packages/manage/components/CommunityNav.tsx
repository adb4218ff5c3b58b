import { areaLevelOf } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { RemoteView } from '../../../components/RemoteView'
import { useRemote } from '../../../hooks/useRemote'
import { getArea } from '../../../services/areas'
import { AreaChoice } from './AreaChoice'

export interface Root {
  code: string
  name: string
}

/** A community to look at: one's own, or one that a street or a district chooses; empty until it is chosen. */
export function useCommunity(root: Root): [string, (code: string) => void] {
  return useState(areaLevelOf(root.code) === 'community' ? root.code : '')
}

interface CommunityNavProps {
  root: Root
  value: string
  onChange: (code: string) => void
  /** Said while none is chosen. */
  hint: string
}

/** Which community; nothing to choose for who has only one. */
export function CommunityNav({ root, value, onChange, hint }: CommunityNavProps) {
  if (areaLevelOf(root.code) === 'community') return null
  if (value !== '')
    return (
      <Chosen
        code={value}
        onBack={() => {
          onChange('')
        }}
      />
    )
  return (
    <View className="stack">
      <Text className="text-block text-soft">{hint}</Text>
      <AreaChoice root={root} level="community" value={value} onChange={onChange} />
    </View>
  )
}

function Chosen({ code, onBack }: { code: string; onBack: () => void }) {
  const area = useRemote(`area:${code}`, () => getArea(code))
  return (
    <View className="stack">
      <RemoteView remote={area} rows={1}>
        {({ name }) => <Text className="text-block text-strong">{name}</Text>}
      </RemoteView>
      <Button text="换一个社区" icon="swap" kind="quiet" onPress={onBack} />
    </View>
  )
}
