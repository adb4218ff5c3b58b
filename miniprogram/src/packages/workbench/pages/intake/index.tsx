import { View } from '@tarojs/components'
import { placeOf } from '@linli/shared/areas/areas'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { PhotoPicker } from '../../../../components/PhotoPicker'
import { RemoteView } from '../../../../components/RemoteView'
import { SearchChoice } from '../../../../components/SearchChoice'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { TextArea, TextField } from '../../../../components/TextField'
import { useRemote } from '../../../../hooks/useRemote'
import { listBuildings } from '../../../../services/areas'
import { listCategories, type Tile } from '../../../../services/categories'
import type { Membership } from '../../../../services/session'
import { useMembership, useSession } from '../../../../stores/session'
import { AskFields, CategoryField } from '../../components/CategoryField'
import { IntakeResult } from '../../components/IntakeResult'
import { PersonField } from '../../components/PersonField'
import { SubjectField } from '../../components/SubjectField'
import { isForSomeone, sources, type IntakeForm } from '../../intakeForm'
import { useIntake } from '../../useIntake'

/** A need for someone else, typed by staff while the person stands there or is on the phone. */
export default function IntakePage() {
  const isSignedIn = useSession(({ me }) => me !== undefined)
  const membership = useMembership()
  if (membership) return <Intake key={membership.id} membership={membership} />
  return (
    <AppPage title="登记诉求">
      {isSignedIn ? <EmptyState title="只有办事人员能替别人登记" /> : <SignInCard />}
    </AppPage>
  )
}

function Intake({ membership }: { membership: Membership }) {
  const { form, change, clear, outgoingId, problem, taken, send, startNext } = useIntake(membership)
  const area = membership.areaCode ?? membership.community ?? ''
  const tiles = useRemote(`intake:${area}`, () => listCategories(area, false))
  const tile = tiles.data?.items.find(({ code }) => code === form.category)
  if (taken)
    return (
      <AppPage title="登记诉求">
        <IntakeResult need={taken} onNext={startNext} />
      </AppPage>
    )
  return (
    <AppPage
      title="登记诉求"
      footer={
        <View className="stack">
          {problem !== undefined && <ErrorNotice message={problem} />}
          <OutgoingNotice id={outgoingId} />
          <View className="action-bar">
            <Button
              text="清空"
              kind="quiet"
              icon="trash"
              isDisabled={outgoingId !== undefined}
              onPress={clear}
            />
            <Button
              text="登记"
              kind="primary"
              icon="send"
              isBusy={outgoingId !== undefined}
              onPress={() => {
                send(tile)
              }}
            />
          </View>
        </View>
      }
    >
      <View className="stack">
        <FilterBar
          label="从哪里来的"
          options={sources}
          value={form.source}
          onChange={(source) => {
            change({ source })
          }}
        />
        <RemoteView remote={tiles} rows={4}>
          {({ items }) => (
            <CategoryField
              tiles={items}
              tile={tile}
              onChange={(category) => {
                change({ category, answers: {} })
              }}
            />
          )}
        </RemoteView>
        {tile && <Details tile={tile} form={form} membership={membership} onChange={change} />}
      </View>
    </AppPage>
  )
}

/** Roles that may look into the register. */
const serving: readonly Membership['role'][] = [
  'secretary',
  'communityWorker',
  'gridWorker',
  'buildingLeader',
]

interface DetailsProps {
  tile: Tile
  form: IntakeForm
  membership: Membership
  onChange: (part: Partial<IntakeForm>) => void
}

function Details({ tile, form, membership, onChange }: DetailsProps) {
  const community = membership.community ?? placeOf(membership.areaCode ?? '').community
  return (
    <View className="stack">
      <AskFields
        tile={tile}
        answers={form.answers}
        onChange={(answers) => {
          onChange({ answers })
        }}
      />
      {isForSomeone(form) && (
        <Section title="替谁登记">
          <PersonField
            form={form}
            community={serving.includes(membership.role) ? community : undefined}
            onChange={onChange}
          />
        </Section>
      )}
      {tile.isComplaint && community !== undefined && (
        <SubjectField
          area={community}
          value={form.unitId}
          onChange={(unitId) => {
            onChange({ unitId })
          }}
        />
      )}
      <Where form={form} community={community} onChange={onChange} />
      <TextArea
        label="说的是什么"
        audience="只有办事的工作人员能看到"
        value={form.text}
        most={1000}
        onChange={(text) => {
          onChange({ text })
        }}
      />
      <PhotoPicker
        photos={form.photos}
        onChange={(photos) => {
          onChange({ photos })
        }}
      />
    </View>
  )
}

interface WhereProps {
  form: IntakeForm
  community: string | undefined
  onChange: (part: Partial<IntakeForm>) => void
}

/** Someone of the register is at home there; else the building decides who comes. */
function Where({ form, community, onChange }: WhereProps) {
  const isRegistered = isForSomeone(form) && form.person !== undefined
  return (
    <Section title="在哪里">
      {!isRegistered && community !== undefined && (
        <Building
          community={community}
          value={form.building}
          onChange={(building) => {
            onChange({ building })
          }}
        />
      )}
      <TextField
        label="具体位置"
        hint={isRegistered ? '就在他家，可以不写。' : '比如 3 号楼 2 单元门口、502 室。'}
        value={form.placeText}
        most={120}
        onChange={(placeText) => {
          onChange({ placeText })
        }}
      />
    </Section>
  )
}

interface BuildingProps {
  community: string
  value: string
  onChange: (building: string) => void
}

/** Without the list of buildings the words must do. */
function Building({ community, value, onChange }: BuildingProps) {
  const { data = [] } = useRemote(`buildings:${community}`, () => listBuildings(community))
  if (data.length === 0) return null
  return (
    <SearchChoice
      label="哪一幢楼"
      options={data.map(({ code, name }) => ({ value: code, label: name }))}
      value={value}
      onChange={onChange}
      otherwise={[{ value: '', label: '不在楼里，或先不选' }]}
    />
  )
}
