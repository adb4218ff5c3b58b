import { Text, View } from '@tarojs/components'
import { BigTile } from '../../../components/BigTile'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ChoiceList } from '../../../components/ChoiceList'
import { Section } from '../../../components/Section'
import { callPhone } from '../../../platform/call'
import { iconOf, type Tile } from '../../../services/categories'
import { listAsks } from '../intakeForm'

interface CategoryFieldProps {
  tiles: readonly Tile[]
  tile: Tile | undefined
  onChange: (category: string) => void
}

/** All categories at once; the chosen one makes room for the rest of the form. */
export function CategoryField({ tiles, tile, onChange }: CategoryFieldProps) {
  if (tile)
    return (
      <Card>
        <View className="stack">
          <View className="row-between">
            <Text className="text-large text-strong">{tile.name}</Text>
            <Button
              text="换一类"
              kind="quiet"
              icon="swap"
              onPress={() => {
                onChange('')
              }}
            />
          </View>
          {tile.isDanger && <Danger tile={tile} />}
        </View>
      </Card>
    )
  return (
    <Section title="是哪一类事">
      <View className="tiles">
        {tiles.map(({ code, name, icon, isDanger }) => (
          <BigTile
            key={code}
            title={name}
            icon={iconOf(icon)}
            isDanger={isDanger}
            onPress={() => {
              onChange(code)
            }}
          />
        ))}
      </View>
    </Section>
  )
}

function Danger({ tile }: { tile: Tile }) {
  return (
    <>
      <Text className="text-block text-strong">有危险，请先打电话，再登记。</Text>
      <View className="action-bar">
        {tile.phones.map(({ name, number }) => (
          <Button
            key={number}
            text={`${name} ${number}`}
            kind="danger"
            icon="phone"
            className="is-final"
            onPress={() => void callPhone(number)}
          />
        ))}
      </View>
    </>
  )
}

const yesOrNo = [
  { value: 'true', label: '是' },
  { value: 'false', label: '不是' },
]

interface AskFieldsProps {
  tile: Tile
  answers: Record<string, string>
  onChange: (answers: Record<string, string>) => void
}

/** What this category must know. */
export function AskFields({ tile, answers, onChange }: AskFieldsProps) {
  return (
    <>
      {listAsks(tile).map(({ key, label, kind, options }) => (
        <View key={key} className="field">
          <Text className="field-label">{label}</Text>
          <ChoiceList
            label={label}
            options={kind === 'boolean' ? yesOrNo : options}
            value={answers[key]}
            onChange={(answer) => {
              onChange({ ...answers, [key]: answer })
            }}
          />
        </View>
      ))}
    </>
  )
}
