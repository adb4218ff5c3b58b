import { View } from '@tarojs/components'
import { useState } from 'react'
import { BigTile } from '../../../components/BigTile'
import { Button } from '../../../components/Button'
import { Section } from '../../../components/Section'
import { iconOf, type Tile, type Tiles } from '../../../services/categories'

/** Everything one can ask for, by its heading; the first few at once, the others behind one button. */
export function TileGrid({ tiles, onPress }: { tiles: Tiles; onPress: (tile: Tile) => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const shown = isOpen ? tiles.items : tiles.items.slice(0, tiles.firstCount)
  const groups = [...new Set(shown.map((tile) => tile.group))]
  return (
    <View className="stack-loose">
      {groups.map((group) => (
        <Section key={group} title={group}>
          <View className="tiles">
            {shown
              .filter((tile) => tile.group === group)
              .map((tile) => (
                <BigTile
                  key={tile.code}
                  title={tile.name}
                  icon={iconOf(tile.icon)}
                  isDanger={tile.isDanger}
                  onPress={() => {
                    onPress(tile)
                  }}
                />
              ))}
          </View>
        </Section>
      ))}
      {!isOpen && shown.length < tiles.items.length && (
        <Button
          text="更多"
          icon="down"
          isBlock
          onPress={() => {
            setIsOpen(true)
          }}
        />
      )}
    </View>
  )
}
