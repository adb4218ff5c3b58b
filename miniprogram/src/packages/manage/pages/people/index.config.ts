export default definePageConfig({ navigationBarTitleText: '居民账号', enablePullDownRefresh: true })
