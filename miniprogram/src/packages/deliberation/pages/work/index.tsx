import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { SplitView } from '../../../../components/SplitView'
import { useRemote } from '../../../../hooks/useRemote'
import { useShortcuts } from '../../../../platform/keyboard'
import { useIsWide } from '../../../../platform/viewport'
import { listWaitingMotions, type WaitingMotion } from '../../../../services/deliberation'
import { pickMembership, useSession } from '../../../../stores/session'
import { MotionCard } from '../../components/MotionCard'
import { MotionDetail } from '../../components/MotionDetail'
import { openPage } from '../../components/pages'
import { ProjectCard } from '../../components/ProjectCard'
import { SettingsSheet } from '../../components/SettingsSheet'

const roles: readonly string[] = ['secretary', 'communityWorker', 'streetOfficer']

/** What waits for the community, what is due first; beside it, on a wide screen, the one that is open. */
export default function WorkPage() {
  const me = useSession((state) => state.me)
  const membershipId = useSession((state) => state.membershipId)
  const own = pickMembership(me?.memberships.filter(({ role }) => roles.includes(role)) ?? [], membershipId)
  return (
    <AppPage title="等答复的议题" layout="wide">
      {!me && <SignInCard />}
      {me && own?.areaCode === undefined && (
        <EmptyState icon="lock" title="这一页给书记和街道用" message="需要的话，请联系社区书记。" />
      )}
      {own?.areaCode !== undefined && (
        <Waiting key={own.id} area={own.areaCode} isSecretary={own.role === 'secretary'} />
      )}
    </AppPage>
  )
}

function Waiting({ area, isSecretary }: { area: string; isSecretary: boolean }) {
  const remote = useRemote(`waiting:${area}`, () => listWaitingMotions(area))
  const [isSetting, setIsSetting] = useState(false)
  return (
    <View className="stack">
      {isSecretary && (
        <View className="action-bar">
          <Button
            text="议事员"
            icon="people"
            onPress={() => {
              openPage('councillors', { community: area })
            }}
          />
          <Button
            text="议事会"
            icon="calendar"
            onPress={() => {
              openPage('meetings', { community: area })
            }}
          />
          <Button
            text="项目"
            icon="wrench"
            onPress={() => {
              openPage('projects', { community: area })
            }}
          />
          <Button
            text="联名人数和时限"
            icon="settings"
            kind="quiet"
            onPress={() => {
              setIsSetting(true)
            }}
          />
        </View>
      )}
      {isSetting && (
        <SettingsSheet
          community={area}
          onClose={() => {
            setIsSetting(false)
          }}
        />
      )}
      <RemoteView remote={remote}>
        {({ items, projects }) => (
          <View className="stack-loose">
            {projects.length > 0 && (
              <Section title="没有进展的项目">
                <View className="stack">
                  {projects.map((project) => (
                    <ProjectCard key={project.id} project={project} place={project.communityName} />
                  ))}
                </View>
              </Section>
            )}
            <List items={items} onChanged={remote.reload} />
          </View>
        )}
      </RemoteView>
    </View>
  )
}

function List({ items, onChanged }: { items: readonly WaitingMotion[]; onChanged: () => void }) {
  const isWide = useIsWide()
  const [openId, setOpenId] = useState<string>()
  const place = items.findIndex(({ id }) => id === openId)
  const move = (step: number) => {
    const next = items[Math.min(Math.max(place + step, 0), items.length - 1)]
    if (next && isWide) setOpenId(next.id)
  }
  useShortcuts({
    j: () => {
      move(1)
    },
    k: () => {
      move(-1)
    },
  })
  if (items.length === 0)
    return (
      <EmptyState
        icon="check"
        title="没有等答复的议题"
        message="联名够数的议题会到这里，写着到哪天之前答复。"
      />
    )
  return (
    <SplitView
      list={
        <View className="stack">
          {items.map((motion) => (
            <MotionCard
              key={motion.id}
              motion={motion}
              place={motion.communityName}
              isSelected={motion.id === openId}
              onPress={() => {
                if (isWide) setOpenId(motion.id)
                else openPage('motion', { id: motion.id })
              }}
            />
          ))}
        </View>
      }
      detail={
        openId === undefined ? (
          <EmptyState title="点一个，在这里看" message="也可以用键盘：j、k 选。" />
        ) : (
          <MotionDetail key={openId} id={openId} onChanged={onChanged} />
        )
      }
    />
  )
}
