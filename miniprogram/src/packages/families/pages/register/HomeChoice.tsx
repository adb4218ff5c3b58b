import { homeLinkKindNames, homeLinkKinds, type HomeLinkKind } from '@linli/shared/users/homeLinks'
import { View } from '@tarojs/components'
import { BuildingChoice } from '../../../../components/BuildingChoice'
import { ChoiceList } from '../../../../components/ChoiceList'
import { SearchChoice } from '../../../../components/SearchChoice'
import { useRemote } from '../../../../hooks/useRemote'
import { listHomes } from '../../../../services/people.register'

interface Chosen {
  building: string
  homeId: string
  kind: HomeLinkKind
}

interface HomeChoiceProps {
  label: string
  community: string
  value: Chosen
  /** The tie is asked for from the start; else once a home is chosen. */
  isRequired?: boolean
  onChange: (part: Partial<Chosen>) => void
}

/** A home of the community, and how somebody is tied to it. */
export function HomeChoice({ label, community, value, isRequired = false, onChange }: HomeChoiceProps) {
  const { building, homeId, kind } = value
  const rooms = useRemote(`homes:${building}`, () =>
    building === '' ? Promise.resolve([]) : listHomes(building),
  )
  return (
    <>
      <BuildingChoice
        isForStaff
        {...(isRequired ? {} : { label: '搬到了哪一幢楼（没搬不用填）' })}
        community={community}
        value={building}
        onChange={(chosen) => {
          onChange({ building: chosen, homeId: '' })
        }}
      />
      {building !== '' && (
        <SearchChoice
          label={label}
          options={(rooms.data ?? []).map(({ id, room }) => ({ value: id, label: room }))}
          value={homeId}
          onChange={(chosen) => {
            onChange({ homeId: chosen })
          }}
        />
      )}
      {(isRequired || homeId !== '') && (
        <View className="field">
          <View className="field-label">和这一户的关系</View>
          <ChoiceList
            label="和这一户的关系"
            options={homeLinkKinds.map((each) => ({ value: each, label: homeLinkKindNames[each] }))}
            value={kind}
            onChange={(chosen) => {
              onChange({ kind: chosen })
            }}
          />
        </View>
      )}
    </>
  )
}
