export default definePageConfig({ navigationBarTitleText: '居民会议的规则' })
