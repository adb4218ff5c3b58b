import { bondRelationNames, bondScopeTexts, type BondScope } from '@linli/shared/families/bond'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { useLive } from '../../hooks/useLive'
import { useRemote } from '../../hooks/useRemote'
import { roleProps } from '../../platform/keyboard'
import { listMyElders, type Bond } from '../../services/families'
import type { Me } from '../../services/session'
import {
  chooseActingFor,
  followBonds,
  useChosenElder,
  useEndedActing,
  type ActingFor,
} from '../../stores/actingFor'
import { useSession } from '../../stores/session'
import { Button } from '../Button'
import { ChoiceList } from '../ChoiceList'
import { ErrorNotice } from '../ErrorNotice'
import { Icon } from '../Icon'
import { Sheet } from '../Sheet'

/**
 * 为谁办: over everything that is done on a page. For oneself it is one quiet line; for an elder a coloured bar says
 * so in words until one changes back. Where her bond does not cover what the page is about, it says that the page is
 * for oneself, and the choice stays. Whoever acts for nobody sees nothing.
 */
export function WhoFor({ scope }: { scope: BondScope }) {
  const me = useSession((state) => state.me)
  return me?.isProxy ? <Switch me={me} scope={scope} /> : null
}

const self = 'self'

function toTarget(me: Me, { elder, relation, scopes }: Bond): ActingFor | undefined {
  if (elder?.community === undefined) return undefined
  const { personId, name, community, communityName = '' } = elder
  return { userId: me.id, personId, name, relation, scopes, community, communityName }
}

function Switch({ me, scope }: { me: Me; scope: BondScope }) {
  const chosen = useChosenElder()
  const [isChoosing, setIsChoosing] = useState(false)
  const ended = useEndedActing()
  const elders = useRemote(`elders:${me.id}`, listMyElders)
  useLive('bond.changed', elders.reload)
  const bonds = elders.data?.items
  const fitting = bonds?.filter(({ isInForce, scopes }) => isInForce && scopes.includes(scope)) ?? []
  const isCovered = chosen?.scopes === undefined || chosen.scopes.includes(scope)
  const others = fitting.filter(({ elder }) => elder?.personId !== chosen?.personId)

  useEffect(() => {
    const known = bonds?.filter(({ isInForce }) => isInForce).flatMap((bond) => toTarget(me, bond) ?? [])
    if (known) followBonds(me.id, known)
  }, [bonds, me])

  const choose = (value: string) => {
    const bond = fitting.find(({ elder }) => elder?.personId === value)
    chooseActingFor(bond && toTarget(me, bond))
    setIsChoosing(false)
  }
  return (
    <View className="stack-tight">
      {ended !== undefined && (
        <ErrorNotice message={`现在不能替${ended}办事了，已经换回您自己。请和老人或社区联系。`} />
      )}
      {chosen ? (
        <ActingBanner
          acting={chosen}
          lacks={isCovered ? undefined : scope}
          onOther={
            others.length > 0
              ? () => {
                  setIsChoosing(true)
                }
              : undefined
          }
        />
      ) : (
        fitting.length > 0 && (
          <View className="row-between">
            <Text>为谁办：我自己</Text>
            <Button
              text="替家里老人办"
              icon="people"
              onPress={() => {
                setIsChoosing(true)
              }}
            />
          </View>
        )
      )}
      <Sheet
        title="为谁办"
        isOpen={isChoosing}
        onClose={() => {
          setIsChoosing(false)
        }}
      >
        <ChoiceList
          label="为谁办"
          options={[
            { value: self, label: '我自己' },
            ...fitting.flatMap(({ elder, relation }) =>
              elder
                ? [
                    {
                      value: elder.personId,
                      label: elder.name,
                      note: `我是${bondRelationNames[relation]} · ${elder.communityName ?? ''}`,
                    },
                  ]
                : [],
            ),
          ]}
          value={chosen?.personId ?? self}
          onChange={choose}
        />
      </Sheet>
    </View>
  )
}

interface ActingBannerProps {
  acting: ActingFor
  /** What the page is about and her bond does not cover. */
  lacks: BondScope | undefined
  onOther?: (() => void) | undefined
}

/** Cannot be overlooked: colour, icon and words, and the way back in the same place. */
function ActingBanner({ acting, lacks, onOther }: ActingBannerProps) {
  const { name, relation } = acting
  return (
    <View className="acting-banner" {...roleProps('status')}>
      <View className="acting-banner-words">
        <Icon name="people" />
        <Text className="text-large text-strong">
          {lacks === undefined ? `正在为 ${name} 办事` : '这一页是给您自己办'}
        </Text>
      </View>
      <Text className="text-block">
        {lacks === undefined
          ? `办的每件事都会写明“由${bondRelationNames[relation]}代办”，老人和社区都看得到。`
          : `您选的是为${name}办事，但您为${name}代办的事里没有“${bondScopeTexts[lacks].name}”。要加上，请和老人或社区说。`}
      </Text>
      <View className="action-bar">
        <Button
          text="换回自己"
          icon="undo"
          onPress={() => {
            chooseActingFor(undefined)
          }}
        />
        {onOther && <Button text="换一位老人" icon="swap" onPress={onOther} />}
      </View>
    </View>
  )
}
