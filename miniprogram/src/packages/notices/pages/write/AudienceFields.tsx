import { areaLevelOf } from '@linli/shared/areas/areas'
import { noticeGroupNames, noticeGroups } from '@linli/shared/notices/notice'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { MultiChoice } from '../../../../components/MultiChoice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { listAreas, listBuildings, listEstates } from '../../../../services/areas'
import { previewAudience } from '../../../../services/notices'
import { toAudience, type NoticeForm } from './noticeForm'

interface AudienceFieldsProps {
  area: string
  form: NoticeForm
  change: (part: Partial<NoticeForm>) => void
}

/** The grids, estates and buildings of a community, the communities of a street, or the streets of a district. */
async function listPlaces(area: string): Promise<{ value: string; text: string }[]> {
  const { items } = await listAreas(area)
  const level = areaLevelOf(area)
  const isCommunity = level === 'community'
  const wanted = isCommunity ? 'grid' : level === 'district' ? 'street' : 'community'
  const below = items.filter((each) => each.level === wanted)
  const estates = isCommunity ? (await listEstates(area)).items : []
  const buildings = isCommunity ? await listBuildings(area) : []
  return [...below, ...estates, ...buildings].map(({ code, name }) => ({ value: code, text: name }))
}

const groups = noticeGroups.map((value) => ({ value, text: noticeGroupNames[value] }))

const isForSome = ({ areas, groups: chosen, ageFrom, ageTo }: NoticeForm): boolean =>
  areas.length > 0 || chosen.length > 0 || ageFrom !== '' || ageTo !== ''

/** For whom it is, and how many that are. Most are for everybody: the choice opens when it is wanted. */
export function AudienceFields(props: AudienceFieldsProps) {
  const { area, form } = props
  const [isOpen, setIsOpen] = useState(() => isForSome(form))
  return (
    <Section title="发给谁">
      <View className="stack">
        {isOpen ? (
          <Narrowed {...props} />
        ) : (
          <>
            <Text className="text-block">这里的所有居民。</Text>
            <Button
              text="只发给一部分人"
              icon="filter"
              onPress={() => {
                setIsOpen(true)
              }}
            />
          </>
        )}
        <Preview area={area} form={form} />
      </View>
    </Section>
  )
}

/** The places, the groups and the ages it is for. */
function Narrowed({ area, form, change }: AudienceFieldsProps) {
  const places = useRemote(`noticePlaces:${area}`, () => listPlaces(area))
  return (
    <>
      <RemoteView remote={places} rows={1}>
        {(options) => (
          <MultiChoice
            label="哪些地方"
            hint="都不选，就是全部。"
            options={options}
            value={form.areas}
            onChange={(areas) => {
              change({ areas })
            }}
          />
        )}
      </RemoteView>
      <MultiChoice
        label="哪些人"
        hint="都不选，就是所有居民。选了的，别人看不到这条公告。"
        options={groups}
        value={form.groups}
        onChange={(chosen) => {
          change({ groups: chosen })
        }}
      />
      <TextField
        label="几岁以上（可以不写）"
        type="number"
        most={3}
        value={form.ageFrom}
        onChange={(ageFrom) => {
          change({ ageFrom })
        }}
      />
      <TextField
        label="几岁以下（可以不写）"
        hint="按周岁算，写的两个岁数都在内；生日没到的还不算满。"
        type="number"
        most={3}
        value={form.ageTo}
        onChange={(ageTo) => {
          change({ ageTo })
        }}
      />
    </>
  )
}

type Count = Awaited<ReturnType<typeof previewAudience>>

function Preview({ area, form }: { area: string; form: NoticeForm }) {
  const asked = JSON.stringify(toAudience(form))
  const [found, setFound] = useState<{ asked: string; count: Count }>()
  const { run, isBusy, problem } = useAction()
  const count = found?.asked === asked ? found.count : undefined
  return (
    <View className="stack">
      <Button
        text="算一算有多少人"
        icon="people"
        isBusy={isBusy}
        onPress={() =>
          void run(async () => {
            setFound({ asked, count: await previewAudience(area, toAudience(form)) })
          })
        }
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {count && (
        <Text className="text-block" aria-live="polite">
          {count.text}：{count.isAtLeast ? '至少' : '共'} {count.people} 人，{count.withAccount}{' '}
          人有账号，能在手机上看到；
          {count.withoutAccount} 人没有账号。
          {count.unknownAge > 0 ? `另有 ${count.unknownAge} 人不知道年龄，没有算在内。` : ''}
        </Text>
      )}
    </View>
  )
}
