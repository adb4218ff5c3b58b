import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { PhotoPicker, photoIdsOf, type PickedPhoto } from '../../../../components/PhotoPicker'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { TextArea, TextField } from '../../../../components/TextField'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { stayUntilDone } from '../../../../platform/stay'
import { toApiError } from '../../../../services/apiError'
import { listAreas } from '../../../../services/areas'
import { listCategories } from '../../../../services/categories'
import { raiseNeed } from '../../../../services/needs'
import { useSession } from '../../../../stores/session'

interface Form {
  /** District, street and community, as far as chosen. */
  areas: string[]
  category: string
  where: string
  text: string
  photos: PickedPhoto[]
}

const empty: Form = { areas: [], category: '', where: '', text: '', photos: [] }
const levels = ['哪个区', '哪个街道或镇', '哪个居委会或村委会']

/** For who belongs to no community here: what is wrong in a public place, and where. */
export default function VisitorPage() {
  const me = useSession((state) => state.me)
  return <AppPage title="报公共地方的问题">{me ? <VisitorForm /> : <SignInCard />}</AppPage>
}

function VisitorForm() {
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<Form>('visitor', empty)
  const [problem, setProblem] = useState<string>()
  const community = value.areas[levels.length - 1]

  const send = async () => {
    const missing = findMissing(value)
    setProblem(missing)
    if (missing !== undefined || community === undefined) return
    const text = value.text.trim()
    const { done } = raiseNeed(
      {
        category: value.category,
        place: { kind: 'here', areaCode: community, text: value.where.trim() },
        photoIds: photoIdsOf(value.photos),
        ...(text === '' ? {} : { text }),
      },
      '公共地方的问题',
      draftKey,
    )
    const { goTo } = stayUntilDone()
    try {
      const need = await done
      clear()
      await goTo(`/packages/needs/pages/detail/index?id=${need.id}`)
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  return (
    <View className="stack-loose">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      {levels.slice(0, value.areas.length + 1).map((label, depth) => (
        <AreaChoice
          key={label}
          label={label}
          parent={depth === 0 ? undefined : value.areas[depth - 1]}
          value={value.areas[depth]}
          onChange={(code) => {
            change({ areas: [...value.areas.slice(0, depth), code], category: '' })
          }}
        />
      ))}
      {community !== undefined && (
        <>
          <CategoryChoice
            area={community}
            value={value.category}
            onChange={(category) => {
              change({ category })
            }}
          />
          <TextField
            label="具体在哪里"
            audience="办事的工作人员；核对以后，遇到同样问题的邻居也能看到"
            placeholder="比如：友谊路 120 号门口"
            value={value.where}
            most={120}
            onChange={(where) => {
              change({ where })
            }}
          />
          <TextArea
            label="说说情况（可以不写）"
            audience="只有办事的工作人员能看到"
            value={value.text}
            most={1000}
            onChange={(text) => {
              change({ text })
            }}
          />
          <PhotoPicker
            photos={value.photos}
            onChange={(photos) => {
              change({ photos })
            }}
          />
          <Button
            text="送出"
            icon="send"
            kind="primary"
            isBlock
            isBusy={isUnderWay}
            onPress={() => void send()}
          />
        </>
      )}
    </View>
  )
}

interface ChoiceProps {
  value: string | undefined
  onChange: (value: string) => void
}

/** Once chosen only the choice is shown: a district has hundreds of communities. */
function AreaChoice({
  label,
  parent,
  value,
  onChange,
}: ChoiceProps & { label: string; parent: string | undefined }) {
  const areas = useRemote(`areas:${parent ?? ''}`, () => listAreas(parent))
  const [isReopened, setIsReopened] = useState(false)
  const items = areas.data?.items ?? []
  const only = items.length === 1 ? items[0]?.code : undefined
  // Nobody is asked where there is nothing to choose.
  useEffect(() => {
    if (only !== undefined && value === undefined) onChange(only)
  }, [only, value, onChange])
  return (
    <View className="field">
      <Text className="field-label">{label}</Text>
      <RemoteView remote={areas}>
        {({ items }) => {
          const chosen = items.find(({ code }) => code === value)
          if (chosen && !isReopened)
            return (
              <Button
                text={`${chosen.name}（换一个）`}
                onPress={() => {
                  setIsReopened(true)
                }}
              />
            )
          return (
            <ChoiceList
              label={label}
              options={items.map(({ code, name }) => ({ value: code, label: name }))}
              value={value}
              onChange={(code) => {
                setIsReopened(false)
                onChange(code)
              }}
            />
          )
        }}
      </RemoteView>
    </View>
  )
}

function CategoryChoice({ area, value, onChange }: ChoiceProps & { area: string }) {
  const tiles = useRemote(`tiles:${area}:false`, () => listCategories(area, false))
  return (
    <View className="field">
      <Text className="field-label">什么问题</Text>
      <RemoteView remote={tiles}>
        {({ items }) => (
          <ChoiceList
            label="什么问题"
            options={items
              .filter((tile) => tile.isPublicPlace)
              .map(({ code, name }) => ({ value: code, label: name }))}
            value={value}
            onChange={onChange}
          />
        )}
      </RemoteView>
    </View>
  )
}

function findMissing(form: Form): string | undefined {
  if (form.category === '') return '请选一选是什么问题。'
  if (form.where.trim() === '') return '请写清楚在哪里，工作人员才找得到。'
  return form.photos.some(({ id }) => id === undefined) ? '还有照片没传上去，请等一等再送出。' : undefined
}
