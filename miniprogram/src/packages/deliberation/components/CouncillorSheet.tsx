import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AccountSearch, type ChosenPerson } from '../../../components/AccountSearch'
import { listHomes } from '../../../services/people.register'
import { BuildingChoice } from '../../../components/BuildingChoice'
import { MultiChoice } from '../../../components/MultiChoice'
import { FormSheet } from '../../../components/FormSheet'
import { useAction } from '../../../hooks/useAction'
import { useRemote } from '../../../hooks/useRemote'
import { nameCouncillor, setCouncillorHomes, type Councillor } from '../../../services/deliberation'
import { draftKeyOf, sendOnce } from '../../../stores/drafts'
import { readUserId } from '../../../stores/session'

interface CouncillorSheetProps {
  community: string
  /** Whose homes are changed; absent for a new one. */
  councillor: Councillor | undefined
  onDone: () => void
  onClose: () => void
}

type Linked = NonNullable<Councillor['homes']>[number]

/** Who speaks for which homes. */
export function CouncillorSheet({ community, councillor, onDone, onClose }: CouncillorSheetProps) {
  const [person, setPerson] = useState<ChosenPerson>()
  const [homes, setHomes] = useState<readonly Linked[]>(councillor?.homes ?? [])
  const { run, isBusy, problem } = useAction()
  const homeIds = homes.map(({ id }) => id)
  const save = () =>
    run(async () => {
      if (councillor) await setCouncillorHomes(councillor.id, homeIds)
      else if (person) {
        const { userId } = person
        const key = draftKeyOf(`councillor:${community}:${userId}`, readUserId())
        await sendOnce(key, (requestKey) => nameCouncillor({ community, userId, homeIds }, requestKey))
      }
      onDone()
    })
  return (
    <FormSheet
      title={councillor ? `${councillor.name}联系的家庭` : '定一位议事员'}
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      isDisabled={homes.length === 0 || (!councillor && !person)}
      problem={problem}
      onSubmit={() => void save()}
    >
      {!councillor && (
        <AccountSearch
          areaCode={community}
          hint="写登记的全名，或者昵称里的几个字。"
          nobody="没有找到有账号的居民。"
          describe={({ address }) => address}
          chosen={person}
          onChoose={setPerson}
        />
      )}
      <Text className="text-block">
        {homes.length === 0
          ? '还没有选家庭，请先选楼栋。'
          : `已选 ${homes.length} 户：${homes.map(({ label }) => label).join('、')}`}
      </Text>
      <HomeChoice community={community} value={homes} onChange={setHomes} />
    </FormSheet>
  )
}

interface HomeChoiceProps {
  community: string
  value: readonly Linked[]
  onChange: (homes: Linked[]) => void
}

/** Any homes of any buildings, a building at a time. */
function HomeChoice({ community, value, onChange }: HomeChoiceProps) {
  const [building, setBuilding] = useState('')
  const rooms = useRemote(`homes:${building}`, () =>
    building === '' ? Promise.resolve([]) : listHomes(building),
  )
  const here = rooms.data ?? []
  const ids = new Set(here.map(({ id }) => id))
  return (
    <View className="stack">
      <BuildingChoice isForStaff community={community} value={building} onChange={setBuilding} />
      {here.length > 0 && (
        <MultiChoice
          label="这幢楼里的哪些家庭"
          options={here.map(({ id, room }) => ({ value: id, text: room }))}
          value={value.filter(({ id }) => ids.has(id)).map(({ id }) => id)}
          onChange={(chosen) => {
            const others = value.filter(({ id }) => !ids.has(id))
            const added = here.filter(({ id }) => chosen.includes(id)).map(({ id, label }) => ({ id, label }))
            onChange([...others, ...added])
          }}
        />
      )}
    </View>
  )
}
