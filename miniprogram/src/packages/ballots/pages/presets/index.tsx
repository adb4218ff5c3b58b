import type { Threshold } from '@linli/shared/ballots/ballot'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { listAreas } from '../../../../services/areas'
import { getBallotPreset, saveBallotPreset, type BallotPreset } from '../../../../services/ballots'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'
import { openBallotPage } from '../../components/pages'
import { ThresholdChoice } from '../../components/ThresholdChoice'

/** The street says by which share residents' meetings decide, and reads the ballots of its communities. */
export default function PresetsPage() {
  return (
    <ManagePage title="居民会议的规则" roles={pageRoles.ballotPresets}>
      {({ areaCode }) =>
        areaCode?.length === 9 ? (
          <View className="stack-loose">
            <Preset street={areaCode} />
            <Communities street={areaCode} />
          </View>
        ) : (
          <EmptyState icon="lock" title="规则由街道来定" message="请用街道的身份打开。" />
        )
      }
    </ManagePage>
  )
}

function Preset({ street }: { street: string }) {
  const preset = useRemote(`ballotPreset:${street}`, () => getBallotPreset(street))
  return (
    <RemoteView remote={preset}>
      {(data) => <PresetForm key={data.texts.join()} preset={data} onSaved={preset.reload} />}
    </RemoteView>
  )
}

function PresetForm({ preset, onSaved }: { preset: BallotPreset; onSaved: () => void }) {
  const [quorum, setQuorum] = useState<Threshold>(preset.quorum)
  const [majority, setMajority] = useState<Threshold>(preset.majority)
  const [isSaved, setIsSaved] = useState(false)
  const { run, isBusy, problem } = useAction()
  const save = async () => {
    if (!(await run(() => saveBallotPreset(preset.street, { quorum, majority })))) return
    setIsSaved(true)
    onSaved()
  }
  return (
    <Section title="居民会议、村民会议表决">
      <View className="stack">
        {preset.texts.map((text) => (
          <Text key={text} className="text-block">
            {text}
          </Text>
        ))}
        <ThresholdChoice
          label="要多少人参加才有效"
          value={quorum}
          onChange={(value) => {
            if (value) setQuorum(value)
          }}
        />
        <ThresholdChoice
          label="参加的人里多少同意才通过"
          value={majority}
          onChange={(value) => {
            if (value) setMajority(value)
          }}
        />
        <Text className="text-block text-soft">
          改了以后，只管之后公布的表决；已经公布的不变。业主共同决定的比例由民法典定，不能改。
        </Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        {isSaved && <DoneNotice message="已保存，之后公布的表决按新的规则。" />}
        <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Section>
  )
}

/** Where a ballot can be read, and set aside when it went wrong. */
function Communities({ street }: { street: string }) {
  const areas = useRemote(`areas:${street}`, () => listAreas(street))
  return (
    <Section title="各社区的表决">
      <RemoteView remote={areas}>
        {({ items }) => (
          <View className="list">
            {items.map(({ code, name }) => (
              <ListRow
                key={code}
                icon="list"
                title={name}
                onPress={() => {
                  openBallotPage('list', { community: code })
                }}
              />
            ))}
          </View>
        )}
      </RemoteView>
    </Section>
  )
}
