/** What a forwarded post shows: no word of it and nobody's name; whoever may read it opens it from there. */
export const toSharedPost = (id: string) => ({
  title: '邻里圈里有个帖子，来看看',
  path: `packages/forum/pages/card/index?id=${id}`,
})
