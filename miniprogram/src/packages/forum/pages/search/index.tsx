import Taro, { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { PostCard } from '../../../../components/forum/PostCard'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { TextField } from '../../../../components/TextField'
import { usePaged } from '../../../../hooks/usePaged'
import { searchPosts } from '../../../../services/forum'
import { useSession } from '../../../../stores/session'

/** Finds what was said by two or more characters of it. */
export default function SearchPage() {
  const me = useSession((state) => state.me)
  const own = useForumCommunity()
  const { community = own } = useRouter().params
  return (
    <AppPage title="找一找">
      {!me && <SignInCard />}
      {me && community !== undefined && <Search community={community} />}
    </AppPage>
  )
}

function Search({ community }: { community: string }) {
  const [typed, setTyped] = useState('')
  const [wanted, setWanted] = useState('')
  const isReady = Array.from(typed.trim()).length >= 2
  const search = () => {
    if (isReady) setWanted(typed.trim())
  }
  return (
    <View className="stack">
      <TextField
        label="找什么"
        hint="写两个字以上，比如“电梯”“钥匙”。"
        most={30}
        value={typed}
        onChange={setTyped}
        onConfirm={search}
      />
      <Button text="找" icon="search" kind="primary" isBlock isDisabled={!isReady} onPress={search} />
      {wanted !== '' && <Results key={wanted} community={community} wanted={wanted} />}
    </View>
  )
}

function Results({ community, wanted }: { community: string; wanted: string }) {
  const list = usePaged(`search:${community}:${wanted}`, (cursor) => searchPosts(community, wanted, cursor))
  return (
    <PagedList
      list={list}
      label="找到的帖子"
      empty={<EmptyState icon="search" title="没有找到" message="换个说法再试试，少写几个字更容易找到。" />}
      renderItem={(post) => (
        <PostCard
          post={post}
          boardName={undefined}
          onPress={() => void Taro.navigateTo({ url: `/packages/forum/pages/post/index?id=${post.id}` })}
        />
      )}
    />
  )
}
