export default definePageConfig({ navigationBarTitleText: '我的帖子', enablePullDownRefresh: true })
